// The checkpoints of a run: written whole or not at all, verified, rotated.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <set>

#include "framework/checkpoint/checkpoint_contents.h"

namespace tandem {

/// Checkpoints below one directory, `step-00001000/` each. One process (rank 0) saves; any may
/// load. For one thread at a time.
class CheckpointStore {
 public:
  /// `keep`: how many of the newest remain after a save, at least 1. `check_owner` throws where
  /// this process must not save; it is asked before a checkpoint takes its place.
  CheckpointStore(std::filesystem::path directory, int64_t keep,
                  std::function<void()> check_owner = {});

  /// Throws where this process must not save.
  void check_owner() const {
    if (check_owner_) check_owner_();
  }

  /// Writes a checkpoint aside, fsyncs, verifies it by reading it back, renames it into place, then
  /// removes the oldest beyond `keep`, sparing the best one if there is and whatever is not sound;
  /// one that cannot be removed is a warning. Throws FileError (path, needed and free bytes), or
  /// what `check_owner` throws; earlier checkpoints are then untouched and nothing half-written is
  /// left.
  void save(const SealedCheckpoint& checkpoint);

  /// Newest step whose checkpoint verifies (manifest present; sizes and digests of every file),
  /// none where there is no checkpoint. Newer ones that do not are named in the log and passed
  /// over. Throws CheckpointError where there are checkpoints and none verifies, FileError where
  /// one of these cannot be read.
  std::optional<int64_t> latest() const;

  /// Reads each file of a checkpoint once, and verifies it. Throws CheckpointError, FileError when
  /// it cannot be read.
  CheckpointContents load(int64_t step);

  /// `best`, which a loaded checkpoint names, or nothing where that one is damaged or gone, so that
  /// the best is sought anew; what is wrong with it is said in the log.
  std::optional<BestCheckpoint> checked_best(std::optional<BestCheckpoint> best);

  std::filesystem::path directory_of(int64_t step) const;

 private:
  void write(const SealedCheckpoint& checkpoint) const;

  std::filesystem::path directory_;
  int64_t keep_;
  std::function<void()> check_owner_;
  std::set<int64_t> verified_;  // steps whose every byte was compared with its digest
};

}  // namespace tandem
