// What a job under Slurm does last when it was stopped before its end: asks to be started again.
#pragma once

#include <boost/program_options/options_description.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <string>

#include "launch/command.h"

namespace tandem {

/// Adds --max-requeues.
void add_requeue_limit(boost::program_options::options_description& options);
/// Adds that and --requeue.
void add_requeue_options(boost::program_options::options_description& options);

/// How far the work has come, and where it is kept how often that was no farther.
struct RequeueProgress {
  std::filesystem::path record;
  /// Those that are safe in checkpoints; may throw Error. It is called on another thread, and holds
  /// all that it uses.
  std::function<int64_t()> steps;
  int64_t last_step = std::numeric_limits<int64_t>::max();  // with it the work is done
};

/// What `work` returns; kStopped, with the words for it, where a stop signal interrupts it before
/// it has started anything.
ExitCode code_or_stopped(const std::function<ExitCode()>& work);

/// Whether a job may be started once more; counts how often it was with as many safe steps. Writes
/// the record. Throws FileError.
bool count_requeue(const std::filesystem::path& record, int64_t steps, int64_t most);

/// Whether a job of which `scontrol show job` says this may be started again: it is at work. One
/// that was cancelled is ending, and would come back to life.
bool may_be_requeued(const std::string& description);

/// Where the call asks for it, and there is more to do, has Slurm start the job of this process
/// again; the process then lives for a moment only. Says why where it does not, whatever the
/// reason. Throws UsageError outside of a job.
void requeue_job(const CommandCall& call, const RequeueProgress& progress);

}  // namespace tandem
