// The directory of a run: its layout, how it is made, and the lock that keeps it to one job. Used
// by `tandem` and by the ranks.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tandem {

/// Where things are in a run directory.
struct RunPaths {
  std::filesystem::path root;

  std::filesystem::path config() const { return root / "config.yaml"; }
  std::filesystem::path overrides() const { return root / "overrides.txt"; }
  std::filesystem::path logs() const { return root / "logs"; }
  std::filesystem::path samples() const { return root / "samples"; }
  std::filesystem::path checkpoints() const { return root / "checkpoints"; }
  std::filesystem::path status_directory() const { return root / "status"; }
  /// Held by rank 0 while it trains, and by `tandem` from before the ranks start to after their
  /// end.
  std::filesystem::path rank_lock() const { return root / ".lock"; }
  std::filesystem::path launcher_lock() const { return root / ".launcher.lock"; }
  std::filesystem::path rank_log(int rank) const;
  std::filesystem::path rank_status(int rank) const;
  /// What mpirun and the ranks printed.
  std::filesystem::path output_log() const { return logs() / "mpirun.log"; }
};

/// Throws ConfigError when `root` exists and is not an empty directory, FileError when it could not
/// be made or written to. Creates nothing.
void check_new_run_directory(const std::filesystem::path& root);

/// Makes the directory with its folders, `config.yaml` and `overrides.txt`. Throws as
/// check_new_run_directory does.
void create_run_directory(const std::filesystem::path& root, const std::string& resolved_yaml,
                          const std::vector<std::string>& overrides);

/// Throws ConfigError when `root` is not the directory of a run.
void check_is_run(const std::filesystem::path& root);

/// Removes the status files of an earlier job.
void clear_status(const std::filesystem::path& root);

/// While it lives, the run belongs to this process. The system releases it when the process ends,
/// however it ends, so a lock is never stale. Ranks may outlive their launcher and may be started
/// without one, therefore each of the two has a lock of its own.
class RunLock {
 public:
  enum class Holder { kRank, kLauncher };

  /// Throws FileError naming host, pid and start of the process that holds the run.
  explicit RunLock(const std::filesystem::path& root, Holder holder = Holder::kRank);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace tandem
