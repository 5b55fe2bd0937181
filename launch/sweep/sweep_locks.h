// Who works on a sweep: one process that has it, others that join in, and who decides and trains
// when. Locks of files in its directory, which all of them share.
#pragma once

#include <optional>

#include "framework/runs/process_lock.h"
#include "framework/sweep/sweep_paths.h"
#include "framework/sweep/trial_job.h"

namespace tandem {

/// While it lives, no other process has the sweep; others may join in. Throws FileError naming who
/// has it.
ProcessLock lock_sweep(const SweepPaths& paths);

/// While it lives, this process is one of those that joined in. Throws FileError.
ProcessLock join_sweep(const SweepPaths& paths);

/// Whether a process has the sweep, or joined in. Throws FileError.
bool is_worked_on(const SweepPaths& paths);

/// Whether a process has claimed a job, or ranks that outlived it still train. Throws FileError.
bool is_worked_on(const SweepPaths& paths, const JobKey& job);

/// While it lives, this process alone decides: what it reads in the journal stays the end of it, as
/// far as it concerns decisions. Waits for the others. Throws FileError.
ProcessLock lock_decisions(const SweepPaths& paths);

/// While it lives, the run of a job is this process's to train. Nothing where another has it.
/// Throws FileError.
std::optional<ProcessLock> claim_job(const SweepPaths& paths, const JobKey& job);

}  // namespace tandem
