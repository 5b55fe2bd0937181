#include "launch/worker/thread_stacks.h"

#include <cxxabi.h>
#include <dlfcn.h>
#include <execinfo.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>
#include <thread>
#include <vector>

#include "framework/core/files.h"
#include "framework/core/number_in.h"

namespace tandem {
namespace {

constexpr int kMostFrames = 48;
constexpr int kShownOfMain = 12;

/// One thread's answer.
struct Answer {
  std::array<void*, kMostFrames> frames{};
  int num_frames = 0;
  std::atomic<bool> is_there = false;
};

/// Runs on the thread that is asked.
void answer(int /*signal*/, siginfo_t* info, void* /*context*/) {
  // The code that was interrupted may be about to look at it.
  const int error = errno;
  auto* answer = static_cast<Answer*>(info->si_value.sival_ptr);
  answer->num_frames = ::backtrace(answer->frames.data(), kMostFrames);
  answer->is_there.store(true, std::memory_order_release);
  errno = error;
}

/// A signal that LibTorch, MPI and CUDA leave alone.
int question_signal() { return SIGRTMAX - 3; }

std::string text_in(const std::filesystem::path& path) {
  std::string text = read_fleeting_file(path);
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

bool ask(pid_t thread, Answer* place) {
  siginfo_t info{};
  info.si_code = SI_QUEUE;
  info.si_pid = ::getpid();
  info.si_uid = ::getuid();
  info.si_value.sival_ptr = place;
  // pthread_sigqueue wants a pthread_t, which is not known of threads of libraries.
  return ::syscall(SYS_rt_tgsigqueueinfo, ::getpid(), thread, question_signal(), &info) == 0;
}

/// "function + 0x12 (library)".
std::string call_text(void* address) {
  Dl_info found{};
  std::array<char, 32> hexadecimal{};
  std::snprintf(hexadecimal.data(), hexadecimal.size(), "%p", address);
  if (::dladdr(address, &found) == 0) return hexadecimal.data();
  const std::string library = std::filesystem::path(found.dli_fname).filename();
  const void* base = found.dli_sname != nullptr ? found.dli_saddr : found.dli_fbase;
  std::snprintf(hexadecimal.data(), hexadecimal.size(), "0x%zx",
                static_cast<size_t>(static_cast<char*>(address) - static_cast<const char*>(base)));
  if (found.dli_sname == nullptr) return library + " + " + hexadecimal.data();
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(found.dli_sname, nullptr, nullptr, nullptr), &std::free);
  return std::string(name ? name.get() : found.dli_sname) + " + " + hexadecimal.data() + " (" +
         library + ")";
}

/// The calls without that of the signal itself.
std::string calls_text(const Answer& answer, int most) {
  // The handler, and the frame by which it returns to the kernel.
  constexpr int kOfTheSignal = 2;
  std::string text;
  for (int i = kOfTheSignal; i < std::min(answer.num_frames, kOfTheSignal + most); ++i) {
    text += "    " + call_text(answer.frames.at(static_cast<size_t>(i))) + "\n";
  }
  return text;
}

/// A thread that was asked.
struct AskedThread {
  pid_t number = 0;
  std::filesystem::path directory;  // what the system says of it
  Answer* answer = nullptr;         // null: it cannot be asked
};

/// Asks every thread but the calling one.
std::vector<AskedThread> ask_all() {
  std::vector<AskedThread> asked;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task", error)) {
    const pid_t thread = number_in<pid_t>(entry.path().filename().string()).value_or(0);
    if (thread == static_cast<pid_t>(::syscall(SYS_gettid))) continue;
    // A thread that answers after all must find the place: it is never given back.
    auto* place = new Answer;  // NOLINT(cppcoreguidelines-owning-memory)
    asked.push_back({.number = thread,
                     .directory = entry.path(),
                     .answer = ask(thread, place) ? place : nullptr});
  }
  return asked;
}

bool is_answered_by(std::chrono::steady_clock::time_point end, const Answer& answer) {
  while (!answer.is_there.load(std::memory_order_acquire)) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace

ThreadStacks::ThreadStacks() {
  std::array<void*, 1> first{};
  ::backtrace(first.data(), 1);  // the first call loads a library, which a handler must not
  struct sigaction handler {};
  handler.sa_sigaction = answer;
  handler.sa_flags = SA_SIGINFO | SA_RESTART;
  sigemptyset(&handler.sa_mask);
  ::sigaction(question_signal(), &handler, nullptr);
  const std::vector<AskedThread> asked = ask_all();
  // For all together: of hundreds of threads all may be silent.
  constexpr std::chrono::milliseconds kPatience{500};
  const auto end = std::chrono::steady_clock::now() + kPatience;
  for (const auto& [number, directory, answer] : asked) {
    const bool is_main = number == ::getpid();
    // GCC 12 warns of an overflow in a sum of these texts.
    all_.append("  thread ").append(std::to_string(number));
    all_.append(" (").append(text_in(directory / "comm")).append(")");
    if (answer != nullptr && is_answered_by(end, *answer)) {
      all_.append("\n").append(calls_text(*answer, kMostFrames));
      if (is_main) main_ = calls_text(*answer, kShownOfMain);
    } else {
      const std::string waits = " does not answer; the kernel waits in " +
                                text_in(directory / "wchan") + ", system call " +
                                text_in(directory / "syscall");
      all_ += waits + "\n";
      if (is_main) main_ = "    it" + waits + "\n";
    }
  }
}

}  // namespace tandem
