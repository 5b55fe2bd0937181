#include "launch/worker_program.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <vector>

#include "framework/core/error.h"
#include "launch/job/child_process.h"
#include "launch/job/launchers.h"

namespace tandem {

std::string worker_path() {
  std::error_code error;
  // Not by how this program was called, which may be a name in PATH.
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path worker = self.parent_path() / "tandem-worker";
  if (!error && ::access(worker.c_str(), X_OK) == 0) return worker;
  throw FileError({.what = "the program tandem-worker is not there",
                   .where = worker,
                   .expected = "tandem-worker in the same directory as tandem",
                   .advice = "Build it with `make build`."});
}

namespace {

/// The same command with the same arguments, for the worker.
Arguments worker_arguments(const CommandCall& call) {
  Arguments all = {worker_path(), call.command.name};
  all.insert(all.end(), call.arguments.begin(), call.arguments.end());
  return all;
}

[[noreturn]] void become(Arguments all) {
  std::vector<char*> pointers = argument_pointers(all);
  // exec drops what is still in a buffer.
  std::cout.flush();
  std::cerr.flush();
  ::execvp(pointers[0], pointers.data());
  throw FileError({.what = std::string("cannot be started (") + std::strerror(errno) + ")",
                   .where = all.front(),
                   .advice = "`tandem doctor` checks the installation."});
}

}  // namespace

ExitCode become_worker(const CommandCall& call) { become(worker_arguments(call)); }

ExitCode become_ranks(const CommandCall& call) {
  const auto ranks = call.get<int64_t>("ranks");
  if (ranks < 1) {
    throw UsageError({.what = "a number of ranks that is none",
                      .where = "--ranks",
                      .expected = "at least 1",
                      .got = std::to_string(ranks)});
  }
  const Job job{.ranks = ranks, .program = worker_arguments(call), .is_quiet = true};
  const auto launcher = launcher_for(ranks, {});
  launcher->check(job);
  become(launcher->arguments(job));
}

WorkerAnswer ask_worker(const Arguments& question) {
  Arguments all = {worker_path()};
  all.insert(all.end(), question.begin(), question.end());
  // Standard error stays the user's: there the worker says what is wrong.
  const CapturedOutput answer = capture_output(all);
  if (answer.end.signal != 0) {
    // As with a rank: what ended it may not happen again.
    throw Error(ExitCode::kRankLost,
                {.what = "ended by " + to_string(answer.end),
                 .where = all.front() + " " + question.front(),
                 .advice = "Did the machine run out of memory? `tandem doctor` "
                           "checks the installation."});
  }
  const ExitCode code{answer.end.code};
  if (code != ExitCode::kDone) return {.exit_code = code, .run = {}};
  return {.exit_code = code, .run = parse_resolved_run(answer.text)};
}

}  // namespace tandem
