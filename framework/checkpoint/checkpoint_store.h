// The checkpoints of a run: written whole or not at all, verified, rotated.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "framework/checkpoint/state_archive.h"
#include "framework/runs/best_checkpoint.h"
#include "framework/runs/checkpoint_manifest.h"

namespace tandem {

/// What a checkpoint holds: tensors per file (`networks` -> networks.safetensors) and state.json.
struct CheckpointParts {
  std::map<std::string, NamedTensors> tensors;
  nlohmann::json state;
  std::optional<BestCheckpoint> best = std::nullopt;  // as known when this one was saved
};

/// Checkpoints below one directory, `step-00001000/` each. One process (rank 0) saves; any may
/// load.
class CheckpointStore {
 public:
  /// `keep`: how many of the newest remain after a save, at least 1.
  CheckpointStore(std::filesystem::path directory, int64_t keep);

  /// Told which files a checkpoint has when they are written and none can see it yet: what must not
  /// be younger than it is made durable then.
  using OnWritten = std::function<void(const CheckpointManifest&)>;

  /// Writes the checkpoint of a step aside, fsyncs, verifies it by reading it back, renames it into
  /// place, then removes the oldest beyond `keep`, sparing the best one if there is and whatever is
  /// not sound; one that cannot be removed is a warning. Throws FileError (path, needed and free
  /// bytes); earlier checkpoints are then untouched and nothing half-written is left.
  void save(int64_t step, const CheckpointParts& parts, const OnWritten& on_written = {}) const;

  /// Newest step whose checkpoint verifies (manifest present; sizes and digests of every file),
  /// none where there is no checkpoint. Newer ones that do not are named in the log and passed
  /// over. Throws CheckpointError where there are checkpoints and none verifies, FileError where
  /// one of these cannot be read.
  std::optional<int64_t> latest() const;

  /// Reads and verifies one checkpoint. Throws CheckpointError, FileError when it cannot be read.
  CheckpointParts load(int64_t step) const;

  std::filesystem::path directory_of(int64_t step) const;

 private:
  std::filesystem::path directory_;
  int64_t keep_;
};

}  // namespace tandem
