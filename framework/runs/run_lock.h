// Keeps a run to one job: by locks, and by a claim where a file system's locks keep nobody out.
#pragma once

#include <filesystem>
#include <string>

#include "framework/runs/process_lock.h"

namespace tandem {

/// While it lives, the run belongs to this process. Ranks may outlive their launcher and may be
/// started without one, therefore each of the two has a lock of its own.
class RunLock {
 public:
  enum class Holder { kRank, kLauncher };

  /// Throws FileError naming host, pid and start of the process that holds the run.
  explicit RunLock(const std::filesystem::path& root, Holder holder = Holder::kRank);

 private:
  ProcessLock lock_;
};

/// Whether a rank or a launcher works on a run. Throws FileError when that cannot be told.
bool is_at_work(const std::filesystem::path& root);

/// A job's claim on a run: the job that claimed it last has it.
class RunOwner {
 public:
  /// Claims the run. Throws FileError.
  explicit RunOwner(const std::filesystem::path& run);

  /// Throws ConfigError when another job has claimed the run since, naming host, pid and start of
  /// it; FileError when that cannot be told.
  void check() const;

 private:
  std::filesystem::path file_;
  std::string claim_;
};

}  // namespace tandem
