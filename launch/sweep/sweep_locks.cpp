#include "launch/sweep/sweep_locks.h"

#include <filesystem>

#include "framework/core/files.h"
#include "framework/runs/run_lock.h"

namespace tandem {
namespace {

LockTexts texts_of(const SweepPaths& paths) {
  return {
      .what = "the sweep",
      .where = paths.root,
      .advice = "Wait for that process, or stop it with SIGINT, then resume; `tandem sweep work " +
                paths.root.string() + "` takes jobs beside it."};
}

/// A file whose directory is there.
const std::filesystem::path& placed(const std::filesystem::path& file) {
  make_directories(file.parent_path());
  return file;
}

}  // namespace

ProcessLock lock_sweep(const SweepPaths& paths) { return {paths.lock(), texts_of(paths)}; }

ProcessLock join_sweep(const SweepPaths& paths) {
  return {placed(paths.workers_lock()), texts_of(paths), ProcessLock::Use::kShared};
}

bool is_worked_on(const SweepPaths& paths) {
  return is_locked(paths.lock(), LockHolders::kAlone) ||
         is_locked(paths.workers_lock(), LockHolders::kAny);
}

bool is_worked_on(const SweepPaths& paths, const JobKey& job) {
  return is_locked(paths.claim(job.trial, job.seed), LockHolders::kAlone) ||
         is_at_work(paths.run(job.trial, job.seed));
}

ProcessLock lock_decisions(const SweepPaths& paths) {
  return {placed(paths.decisions_lock()), texts_of(paths), ProcessLock::Use::kWaiting};
}

std::optional<ProcessLock> claim_job(const SweepPaths& paths, const JobKey& job) {
  return ProcessLock::if_free(placed(paths.claim(job.trial, job.seed)), texts_of(paths));
}

}  // namespace tandem
