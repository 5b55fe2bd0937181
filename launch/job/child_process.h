// Child processes, started from an argument array and never through a shell.
#pragma once

#include <sys/types.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/descriptor.h"
#include "launch/job/child_place.h"

namespace tandem {

/// How a process ended: by `signal`, or with `code` when signal is 0.
struct ProcessEnd {
  int code = 0;
  int signal = 0;
  bool is_success() const { return code == 0 && signal == 0; }
};

/// Whether it ended by itself with one of tandem's codes for what went wrong.
bool has_error_code(const ProcessEnd& end);

/// What a child is started with, besides its arguments.
struct ChildOptions {
  ChildPlace place = {};
  int end_signal = SIGTERM;  // what it gets when this process ends before it, however that happens
};

/// Opens a file to append the output of a child to. Throws FileError naming it.
Descriptor open_output(const std::filesystem::path& path);

/// A child in its own process group, without standard input, whose output is appended to a file.
/// Signals typed at the terminal do not reach it. Its signal mask and handlers are the defaults.
class ChildProcess {
 public:
  /// Starts `arguments[0]`, searched in PATH when it has no slash. To be made on the main thread:
  /// the system takes the end of the thread for that of the process. Throws FileError naming it
  /// when it cannot be started or `output` cannot be opened.
  ChildProcess(const std::vector<std::string>& arguments, const std::filesystem::path& output,
               const ChildOptions& options = {});
  /// The same with what open_output returned, which may take long.
  ChildProcess(const std::vector<std::string>& arguments, const Descriptor& output,
               const ChildOptions& options = {});
  /// Kills a child that still runs; one that has no end even then is left alone after some seconds.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// How it ended, or nothing while it runs. Does not wait.
  std::optional<ProcessEnd> poll();
  /// Sends a signal to the process alone; does nothing once it ended.
  void send(int signal);
  pid_t pid() const { return pid_; }
  /// From now on it is not ended with this object: that was tried, and was in vain.
  void leave() { is_left_ = true; }

 private:
  pid_t pid_ = -1;
  std::optional<ProcessEnd> end_;
  bool is_left_ = false;
};

/// Whether there is a program to be started: in PATH where the name has no slash.
bool is_program(const std::string& name);

/// Pointers to the arguments, ended by a null pointer, as the calls of the exec family want them.
std::vector<char*> argument_pointers(const std::vector<std::string>& arguments);

/// A file without a name, for what a command reads or prints: with a pipe that is full both sides
/// could wait for each other. Throws FileError.
Descriptor file_in_memory();

/// What a command printed, and how it ended.
struct CapturedOutput {
  std::string text;
  ProcessEnd end;
};

/// Runs a command to its end in the process group of the caller. What it prints on standard error
/// is captured, too. Throws FileError when it cannot be started.
CapturedOutput capture_output(const std::vector<std::string>& arguments);

/// The same of a command that reads `input` (nothing: what this process would), and whose errors
/// stay where they are, although nobody may read them any more. It ends with this process, so this
/// is to be called on the main thread. `while_waiting` is called some times a second, and once when
/// the command has ended: when it throws, the command is killed.
CapturedOutput capture_answer(const std::vector<std::string>& arguments,
                              const std::optional<std::string>& input,
                              const std::function<void()>& while_waiting);

/// "exit code 7" or "signal 9 (Killed)".
std::string to_string(const ProcessEnd& end);

}  // namespace tandem
