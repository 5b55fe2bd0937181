#include "framework/runs/run_lock.h"

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/random_token.h"
#include "framework/runs/run_paths.h"

namespace tandem {
namespace {

// Pids and names of hosts may be those of another job in another container.
constexpr const char* kTokenMark = ", token ";

}  // namespace

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

RunOwner::RunOwner(const std::filesystem::path& run)
    : file_(RunPaths{run}.owner()), claim_(holder_line() + kTokenMark + random_token() + "\n") {
  // Whoever claims last has the run: nobody can be kept out here, but the other one notices.
  replace_file(file_, claim_);
}

void RunOwner::check() const {
  const std::string claim = read_file(file_);
  if (claim == claim_) return;
  // Not an error of the file system, after which a job may begin again and take the run back.
  throw ConfigError(
      {.what = "another job trains this run since: " + claim.substr(0, claim.find(kTokenMark)),
       .where = file_.parent_path(),
       .expected = "a run on which no other job works",
       .advice = "This job saved nothing since. Keep the run on a file system with locks."});
}

}  // namespace tandem
