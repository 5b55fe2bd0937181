// A copy of a run, as it was at a checkpoint, in a directory that goes when it is no longer needed.
#pragma once

#include <cstdint>
#include <filesystem>

#include "framework/runs/run_paths.h"

namespace tandem {

/// A new directory `tandem-audit-…` in another one.
class ScratchDirectory {
 public:
  /// `keeps`: it stays, whatever is in it, when this object goes. Throws FileError.
  ScratchDirectory(const std::filesystem::path& parent, bool keeps);
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  /// It stays from now on.
  void keep() { keeps_ = true; }

 private:
  std::filesystem::path path_;
  bool keeps_;
};

/// Whether the best checkpoint of an earlier step is there, where a training goes on from one that
/// remembers it: one that is lost is sought anew.
enum class EarlierBest { kThere, kLost };

/// Copies what a run needs to go on from a checkpoint into a new directory: configuration,
/// manifest, metrics up to that step, and the checkpoint; 0: the beginning, for which none is
/// needed. Returns whether the best one of an earlier step is there, in name only; a branch has
/// none of before its beginning. Throws FileError, also where there is not enough space for it and
/// what training it will save, or where the checkpoint went away meanwhile; CheckpointError.
bool copy_run_at(const RunPaths& run, int64_t step, const std::filesystem::path& scratch,
                 EarlierBest best = EarlierBest::kThere);

}  // namespace tandem
