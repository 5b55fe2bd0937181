// Where the two programs lie, and what tandem-worker, which has LibTorch, does for tandem.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "launch/command.h"
#include "launch/resolved_run.h"

namespace tandem {

/// Path of this program, or of one that was built in its place since. Throws FileError.
std::string tandem_path();

/// Path of `tandem-worker`, in the directory of the running program. Throws FileError when there is
/// none.
std::string worker_path();

/// What a command of `tandem` does that the worker carries out: replaces this process by the worker
/// with the same command and arguments. Throws FileError when it cannot be started.
[[noreturn]] ExitCode become_worker(const CommandCall& call);

/// The same by as many processes as the option --ranks of the call says, started as the ranks of a
/// training are. Throws UsageError for a number that is none.
[[noreturn]] ExitCode become_ranks(const CommandCall& call);

/// What the worker answered.
struct WorkerAnswer {
  ExitCode exit_code = ExitCode::kDone;  // of the worker, which has said what is wrong
  ResolvedRun run;                       // where that is kDone
};

/// Asks one of the questions of worker/questions. Throws Error when there is no answer that can be
/// understood; with kRankLost where a signal ended the worker, or `patience` ended before there was
/// one (nothing: it takes as long as it takes). Throws Interrupted when a stop signal comes that is
/// held back. The worker ends with this process.
WorkerAnswer ask_worker(const Arguments& question,
                        std::optional<std::chrono::seconds> patience = std::nullopt);

/// Whether a new run of a configuration, with overrides, would be accepted.
struct WorkerQuestion {
  Arguments words;       // CONFIG key=value …
  bool follows = false;  // asked only where the last one that follows none is accepted
  /// Overrides that the user wrote in another way, and what a message is to call them.
  std::map<std::string, std::string> names = {};
};

/// What is said of a configuration, with these names of its overrides.
std::string with_names(std::string message, const std::map<std::string, std::string>& names);

/// One line of JSON.
std::string to_json_line(const WorkerQuestion& question);
/// Throws Error when it is none.
WorkerQuestion parse_question(const std::string& line);

/// Asks all of them of one process, which has LibTorch to load but once. An answer each: one that
/// was not asked has the code of that which it follows. Throws as ask_worker.
std::vector<WorkerAnswer> ask_worker_each(const std::vector<WorkerQuestion>& questions);

}  // namespace tandem
