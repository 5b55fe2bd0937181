// The directory of a run: its layout, how it is made, and the lock that keeps it to one job. Used
// by `tandem` and by the ranks.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/descriptor.h"

namespace tandem {

/// Where things are in a run directory.
struct RunPaths {
  std::filesystem::path root;

  std::filesystem::path config() const { return root / "config.yaml"; }
  std::filesystem::path overrides() const { return root / "overrides.txt"; }
  std::filesystem::path manifest() const { return root / "manifest.json"; }
  std::filesystem::path metrics() const { return root / "metrics.jsonl"; }
  std::filesystem::path timing() const { return root / "timing.jsonl"; }
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

/// Throws ConfigError when `root` exists and is not an empty directory (locks of runs aside),
/// FileError when it could not be made or written to. Creates nothing.
void check_new_run_directory(const std::filesystem::path& root);

/// Makes the directory, so that it can be locked, and nothing in it. Throws as
/// check_new_run_directory does.
void make_run_root(const std::filesystem::path& root);

/// A checkpoint of another run, from whose state a new one branches off.
struct ParentCheckpoint {
  std::filesystem::path run;
  int64_t step = 0;
};

/// What a new run is made of.
struct NewRun {
  std::string yaml;  // its resolved configuration
  std::vector<std::string> overrides;
  std::optional<ParentCheckpoint> parent = std::nullopt;
};

/// Keys of manifest.json that are written here; the rest is the ranks'.
inline constexpr const char* kManifestVersionKey = "format_version";
inline constexpr const char* kManifestParentKey = "parent";
inline constexpr int kManifestVersion = 2;

/// Makes everything in a directory that this process has locked: its folders, `overrides.txt`, a
/// copy of the parent's checkpoint with a manifest that names it, and `config.yaml` last, which
/// makes it a run. Throws as check_new_run_directory and copy_checkpoint do.
void create_run_directory(const std::filesystem::path& root, const NewRun& run);

/// Throws ConfigError when `root` is not the directory of a run, or when there is a link in it:
/// what is cut back, replaced or removed there is never anything else.
void check_is_run(const std::filesystem::path& root);

/// Makes the folders of a run that are not there. Throws FileError.
void make_folders(const std::filesystem::path& root);

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
  Descriptor descriptor_;
};

}  // namespace tandem
