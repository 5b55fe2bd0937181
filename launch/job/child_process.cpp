#include "launch/job/child_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "framework/core/descriptor.h"
#include "framework/core/error.h"
#include "framework/core/log.h"

namespace tandem {
namespace {

void check(int error, const std::string& call) {
  if (error == 0) return;
  throw FileError({.what = call + " failed (" + std::strerror(error) + ")",
                   .where = "starting a process",
                   .advice = "Is the machine out of processes or memory?"});
}

/// What is done in the child between fork and exec.
class SpawnPlan {
 public:
  SpawnPlan() {
    check(::posix_spawn_file_actions_init(&actions_), "posix_spawn_file_actions_init");
    check(::posix_spawnattr_init(&attributes_), "posix_spawnattr_init");
    // The launcher blocks the signals that it waits for; a child must not inherit that.
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    check(::posix_spawnattr_setsigmask(&attributes_, &none), "posix_spawnattr_setsigmask");
    check(::posix_spawnattr_setsigdefault(&attributes_, &all), "posix_spawnattr_setsigdefault");
    set_flags(0);
  }
  ~SpawnPlan() {
    ::posix_spawnattr_destroy(&attributes_);
    ::posix_spawn_file_actions_destroy(&actions_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  void use_own_group() { set_flags(POSIX_SPAWN_SETPGROUP); }
  void duplicate(int from, int to) {
    check(::posix_spawn_file_actions_adddup2(&actions_, from, to), "adddup2");
  }

  pid_t start(const std::vector<std::string>& arguments, char** environment = environ) {
    std::vector<char*> pointers = argument_pointers(arguments);
    pid_t pid = -1;
    const int error =
        ::posix_spawnp(&pid, pointers[0], &actions_, &attributes_, pointers.data(), environment);
    if (error != 0) {
      throw FileError({.what = std::string("cannot be started (") + std::strerror(error) + ")",
                       .where = arguments.front(),
                       .advice = "Is it installed? `tandem doctor` says what is missing."});
    }
    return pid;
  }

 private:
  void set_flags(int flags) {
    check(::posix_spawnattr_setflags(
              &attributes_,
              static_cast<short>(flags | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)),
          "posix_spawnattr_setflags");
  }

  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

Descriptor open_or_throw(const std::filesystem::path& path, int flags) {
  Descriptor descriptor(::open(path.c_str(), flags | O_CLOEXEC, 0644));
  if (descriptor.is_open()) return descriptor;
  throw FileError({.what = std::string("cannot be opened (") + std::strerror(errno) + ")",
                   .where = path,
                   .advice = "Check that the directory exists and may be written to."});
}

ProcessEnd decode(int status) {
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

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& arguments,
                           const std::filesystem::path& output) {
  start(arguments, output, environ);
}

ChildProcess::ChildProcess(const std::vector<std::string>& arguments,
                           const std::filesystem::path& output, const ChildPlace& place) {
  const std::vector<std::string> environment = child_environment(place);
  const CoresOfChildren cores(place.cores);
  start(arguments, output, argument_pointers(environment).data());
}

void ChildProcess::start(const std::vector<std::string>& arguments,
                         const std::filesystem::path& output, char** environment) {
  const Descriptor nothing = open_or_throw("/dev/null", O_RDONLY);
  const Descriptor log = open_or_throw(output, O_WRONLY | O_CREAT | O_APPEND);
  SpawnPlan plan;
  plan.use_own_group();
  plan.duplicate(nothing.get(), STDIN_FILENO);
  plan.duplicate(log.get(), STDOUT_FILENO);
  plan.duplicate(log.get(), STDERR_FILENO);
  pid_ = plan.start(arguments, environment);
}

ChildProcess::~ChildProcess() {
  if (end_) return;
  try {
    if (poll()) return;
    ::kill(-pid_, SIGKILL);
    wait_for(pid_);
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

std::vector<char*> argument_pointers(const std::vector<std::string>& arguments) {
  std::vector<char*> pointers;
  pointers.reserve(arguments.size() + 1);
  for (const std::string& argument : arguments) {
    pointers.push_back(const_cast<char*>(argument.c_str()));
  }
  pointers.push_back(nullptr);
  return pointers;
}

CapturedOutput capture_output(const std::vector<std::string>& arguments, bool with_errors) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) check(errno, "pipe2");
  const Descriptor reader(ends[0]);
  Descriptor writer(ends[1]);
  SpawnPlan plan;
  plan.duplicate(writer.get(), STDOUT_FILENO);
  if (with_errors) plan.duplicate(writer.get(), STDERR_FILENO);
  const pid_t pid = plan.start(arguments);
  writer.close();
  CapturedOutput output;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t count = ::read(reader.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    output.text.append(buffer.data(), static_cast<size_t>(count));
  }
  output.end = wait_for(pid);
  return output;
}

std::string to_string(const ProcessEnd& end) {
  if (end.signal == 0) return "exit code " + std::to_string(end.code);
  return "signal " + std::to_string(end.signal) + " (" + ::strsignal(end.signal) + ")";
}

}  // namespace tandem
