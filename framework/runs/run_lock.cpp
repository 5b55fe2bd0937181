#include "framework/runs/run_lock.h"

#include "framework/runs/run_paths.h"

namespace tandem {

RunLock::RunLock(const std::filesystem::path& root, Holder holder)
    : lock_(holder == Holder::kRank ? RunPaths{root}.rank_lock() : RunPaths{root}.launcher_lock(),
            {.what = "the run",
             .where = root,
             .advice = "Wait for that process, or stop it with SIGUSR1, then resume."}) {}

bool is_at_work(const std::filesystem::path& root) {
  const RunPaths paths{root};
  return is_locked(paths.rank_lock()) || is_locked(paths.launcher_lock());
}

}  // namespace tandem
