#include "launch/job/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <utility>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

void check(int error, const std::string& call) {
  if (error == 0) return;
  throw FileError({.what = call + " failed (" + std::strerror(error) + ")",
                   .where = "starting a process",
                   .advice = "Is the machine out of processes or memory?"});
}

Descriptor open_or_throw(const std::filesystem::path& path, int flags) {
  Descriptor descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0644));
  if (descriptor.is_open()) return descriptor;
  throw FileError({.what = std::string("cannot be opened (") + std::strerror(errno) + ")",
                   .where = path,
                   .advice = "Check that the directory exists and may be written to."});
}

ProcessEnd decode(int status) {
  // The code that a shell would give.
  if (WIFSIGNALED(status)) return {.code = 128 + WTERMSIG(status), .signal = WTERMSIG(status)};
  return {.code = WEXITSTATUS(status), .signal = 0};
}

ProcessEnd wait_for(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0) {
    if (errno != EINTR) check(errno, "waitpid");
  }
  return decode(status);
}

/// What a child is made of, all of it ready before the fork: between that and exec only calls are
/// allowed that a signal handler might make.
struct ChildPlan {
  std::vector<char*> arguments;
  char** environment = environ;
  std::optional<int> input;   // standard input; nothing: that of this process
  std::optional<int> output;  // standard output
  std::optional<int> errors;  // standard error
  std::optional<cpu_set_t> cores = std::nullopt;
  bool has_own_group = false;
  int end_signal = 0;  // 0: it may outlive this process
  bool outlives_readers = false;
};

/// Makes a stream of a descriptor. False: errno says why not.
bool make_stream(int descriptor, int stream) {
  // A call that has no effect, and would leave the stream to be closed by exec.
  if (descriptor == stream) return ::fcntl(stream, F_SETFD, 0) == 0;
  return ::dup2(descriptor, stream) >= 0;
}

/// Errno of the call that failed.
int become(const ChildPlan& plan, pid_t parent) {
  if (plan.has_own_group && ::setpgid(0, 0) != 0) return errno;
  if (plan.end_signal != 0) {
    if (::prctl(PR_SET_PDEATHSIG, plan.end_signal) != 0) return errno;
    if (::getppid() != parent) ::_exit(128 + plan.end_signal);  // it ended before the request
  }
  if (plan.cores && ::sched_setaffinity(0, sizeof(cpu_set_t), &*plan.cores) != 0) return errno;
  if (plan.input && !make_stream(*plan.input, STDIN_FILENO)) return errno;
  if (plan.output && !make_stream(*plan.output, STDOUT_FILENO)) return errno;
  if (plan.errors && !make_stream(*plan.errors, STDERR_FILENO)) return errno;
  // What is ignored or held back here would still be so after exec.
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  if (plan.outlives_readers) ::signal(SIGPIPE, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  if (::sigprocmask(SIG_SETMASK, &none, nullptr) != 0) return errno;
  ::execvpe(plan.arguments[0], plan.arguments.data(), plan.environment);
  return errno;
}

struct Pipe {
  Descriptor reader;
  Descriptor writer;
};

/// The same file by a number that no standard stream has: one that is closed here is made in a
/// child, over whatever has got its number.
Descriptor above_streams(Descriptor file) {
  // To close one number of two may take as long as to open the file.
  if (file.get() > STDERR_FILENO) return file;
  Descriptor above(::fcntl(file.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  if (!above.is_open()) check(errno, "fcntl");
  return above;
}

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) check(errno, "pipe2");
  Descriptor reader(ends[0]);
  return {.reader = std::move(reader), .writer = above_streams(Descriptor(ends[1]))};
}

/// The bytes that a read got; 0 at the end of what there is.
size_t read_some(const Descriptor& from, void* bytes, size_t size) {
  for (;;) {
    const ssize_t count = ::read(from.get(), bytes, size);
    if (count >= 0) return static_cast<size_t>(count);
    if (errno != EINTR) check(errno, "read");
  }
}

/// Waits until there is something to read, or the end of it.
void wait_for_output(const Descriptor& from, const std::function<void()>& while_waiting) {
  constexpr int kPollMilliseconds = 100;
  pollfd wanted{.fd = from.get(), .events = POLLIN, .revents = 0};
  while (::poll(&wanted, 1, kPollMilliseconds) <= 0) while_waiting();
}

/// A command under way; killed where its end is not waited for.
class CommandUnderWay {
 public:
  explicit CommandUnderWay(pid_t pid) : pid_(pid) {}
  ~CommandUnderWay() {
    if (pid_ == 0) return;
    ::kill(pid_, SIGKILL);
    // In a read that never returns it cannot be killed.
    for (int i = 0; i < 100 && ::waitpid(pid_, nullptr, WNOHANG) == 0; ++i) pause_for(kGlance);
  }
  CommandUnderWay(const CommandUnderWay&) = delete;
  CommandUnderWay& operator=(const CommandUnderWay&) = delete;

  /// Whoever asks ends it.
  pid_t release() { return std::exchange(pid_, 0); }

  /// `while_waiting`: see capture_answer.
  ProcessEnd end(const std::function<void()>& while_waiting) {
    int status = 0;
    for (;;) {
      const pid_t ended = ::waitpid(pid_, &status, WNOHANG);
      if (ended < 0 && errno != EINTR) check(errno, "waitpid");
      if (ended == pid_) break;
      pause_for(kGlance);
      while_waiting();
    }
    pid_ = 0;
    while_waiting();
    return decode(status);
  }

 private:
  static constexpr std::chrono::milliseconds kGlance{10};
  static void pause_for(std::chrono::milliseconds time) { std::this_thread::sleep_for(time); }

  pid_t pid_;
};

/// `while_waiting`: see capture_answer. A program that lies where nothing answers begins never.
pid_t start(const ChildPlan& plan, const std::function<void()>& while_waiting) {
  // Exec closes the pipe; what comes through it is why there was none.
  Pipe failure = make_pipe();
  // Asked before the fork: the child compares it with the parent that it has then.
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) check(errno, "fork");
  if (pid == 0) {
    const int error = become(plan, parent);
    // Where that fails, too, the exit code is all that tells.
    [[maybe_unused]] const auto written = ::write(failure.writer.get(), &error, sizeof(error));
    ::_exit(127);
  }
  // Else the pipe would stay open after exec, and the read would wait for ever.
  failure.writer.close();
  CommandUnderWay command(pid);
  wait_for_output(failure.reader, while_waiting);
  int error = 0;
  if (read_some(failure.reader, &error, sizeof(error)) == 0) return command.release();
  wait_for(command.release());
  throw FileError({.what = std::string("cannot be started (") + std::strerror(error) + ")",
                   .where = plan.arguments[0],
                   .advice = "Is it installed? `tandem doctor` says what is missing."});
}

std::optional<cpu_set_t> core_set(const std::vector<int>& cores) {
  if (cores.empty()) return std::nullopt;
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int core : cores) CPU_SET(static_cast<size_t>(core), &set);
  return set;
}

/// What the command of a plan prints, and how it ends.
CapturedOutput captured(ChildPlan plan, bool with_errors,
                        const std::function<void()>& while_waiting) {
  Pipe pipe = make_pipe();
  plan.output = pipe.writer.get();
  if (with_errors) plan.errors = pipe.writer.get();
  CommandUnderWay command(start(plan, while_waiting));
  pipe.writer.close();
  CapturedOutput output;
  std::array<char, 4096> buffer{};
  // To the end, and only then waited for: a child whose pipe is full would not end.
  for (;;) {
    wait_for_output(pipe.reader, while_waiting);
    const size_t count = read_some(pipe.reader, buffer.data(), buffer.size());
    if (count == 0) break;
    output.text.append(buffer.data(), count);
  }
  output.end = command.end(while_waiting);
  return output;
}

/// A file in memory with this text, to be read from its beginning.
Descriptor file_with(const std::string& text) {
  Descriptor file = file_in_memory();
  for (size_t done = 0; done < text.size();) {
    const ssize_t count = ::write(file.get(), text.data() + done, text.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) throw_file_error("cannot be written", "a file in memory");
    done += static_cast<size_t>(count);
  }
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

}  // namespace

Descriptor open_output(const std::filesystem::path& path) {
  return above_streams(open_or_throw(path, O_WRONLY | O_CREAT | O_APPEND));
}

ChildProcess::ChildProcess(const std::vector<std::string>& arguments,
                           const std::filesystem::path& output, const ChildOptions& options)
    : ChildProcess(arguments, open_output(output), options) {}

ChildProcess::ChildProcess(const std::vector<std::string>& arguments, const Descriptor& output,
                           const ChildOptions& options) {
  const std::vector<std::string> environment = child_environment(options.place);
  std::vector<char*> variables = argument_pointers(environment);
  const Descriptor nothing = open_or_throw("/dev/null", O_RDONLY);
  pid_ = start({.arguments = argument_pointers(arguments),
                .environment = variables.data(),
                .input = nothing.get(),
                .output = output.get(),
                .errors = output.get(),
                .cores = core_set(options.place.cores),
                .has_own_group = true,
                .end_signal = options.end_signal},
               [] {});
}

ChildProcess::~ChildProcess() {
  if (end_ || is_left_) return;
  try {
    if (poll()) return;
    // The whole group: what it has started goes with it.
    ::kill(-pid_, SIGKILL);
    // In a system call that never returns it cannot be killed.
    constexpr std::chrono::seconds kMostTime{10};
    const auto limit = std::chrono::steady_clock::now() + kMostTime;
    while (!poll() && std::chrono::steady_clock::now() < limit) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  } catch (const std::exception& error) {
    log_error(std::string("while ending a child process: ") + error.what());
  }
}

std::optional<ProcessEnd> ChildProcess::poll() {
  if (end_) return end_;
  int status = 0;
  const pid_t ended = ::waitpid(pid_, &status, WNOHANG);
  if (ended < 0 && errno != EINTR) check(errno, "waitpid");
  if (ended == pid_) end_ = decode(status);
  return end_;
}

void ChildProcess::send(int signal) {
  // Until it is waited for, the process id cannot be given to another process.
  if (poll()) return;
  if (::kill(pid_, signal) != 0) check(errno, "kill");
}

bool is_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return ::access(name.c_str(), X_OK) == 0;
  const char* path = std::getenv("PATH");
  return std::ranges::any_of(split(path == nullptr ? "" : path, ':'),
                             [&](const std::string& folder) {
                               return ::access((folder + "/" + name).c_str(), X_OK) == 0;
                             });
}

std::vector<char*> argument_pointers(const std::vector<std::string>& arguments) {
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) {
    pointers.push_back(const_cast<char*>(argument.c_str()));
  }
  pointers.push_back(nullptr);
  return pointers;
}

Descriptor file_in_memory() {
  Descriptor memory(::memfd_create("tandem", MFD_CLOEXEC));
  if (!memory.is_open()) throw_file_error("cannot be made", "a file in memory");
  return memory;
}

CapturedOutput capture_output(const std::vector<std::string>& arguments) {
  return captured({.arguments = argument_pointers(arguments)}, true, [] {});
}

CapturedOutput capture_answer(const std::vector<std::string>& arguments,
                              const std::optional<std::string>& input,
                              const std::function<void()>& while_waiting) {
  Descriptor file;
  ChildPlan plan{
      .arguments = argument_pointers(arguments), .end_signal = SIGKILL, .outlives_readers = true};
  if (input) {
    file = file_with(*input);
    plan.input = file.get();
  }
  return captured(std::move(plan), false, while_waiting);
}

bool has_error_code(const ProcessEnd& end) {
  const ExitCode code{end.code};
  return end.signal == 0 && code >= ExitCode::kUsage && code <= ExitCode::kDiverged;
}

std::string to_string(const ProcessEnd& end) {
  if (end.signal == 0) return "exit code " + std::to_string(end.code);
  return "signal " + std::to_string(end.signal) + " (" + ::strsignal(end.signal) + ")";
}

}  // namespace tandem
