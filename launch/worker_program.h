// The program `tandem-worker`, which lies beside `tandem` and does what needs LibTorch.
#pragma once

#include <string>

#include "launch/command.h"
#include "launch/resolved_run.h"

namespace tandem {

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
/// understood; with kRankLost where a signal ended the worker.
WorkerAnswer ask_worker(const Arguments& question);

}  // namespace tandem
