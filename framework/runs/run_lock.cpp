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
  const auto is_held = [](const std::filesystem::path& lock) {
    return is_locked(lock, LockHolders::kAlone);
  };
  return is_held(paths.rank_lock()) || is_held(paths.launcher_lock());
}

}  // namespace tandem
