// A run as an audit sees it: what it says of itself, whether that hangs together, and its
// stretches, each from one checkpoint to the next. Nothing in it is locked or changed, so that a
// job at work does not notice.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "framework/runs/checkpoint_record.h"
#include "framework/runs/json_lines.h"
#include "framework/runs/run_manifest.h"
#include "framework/runs/run_paths.h"

namespace tandem {

/// The steps behind `begin` up to and including `end`.
struct Stretch {
  int64_t begin = 0;
  int64_t end = 0;
  bool operator==(const Stretch&) const = default;
};

/// From `first` to the first of the ascending `steps` behind it, and on to the last.
std::vector<Stretch> stretches_between(int64_t first, const std::vector<int64_t>& steps);

class AuditedRun {
 public:
  /// Reads the run and all its checkpoints. Throws ConfigError where there is none, DataError for
  /// lines that none writes, CheckpointError naming every checkpoint that does not match its own
  /// manifest, FileError.
  explicit AuditedRun(const std::filesystem::path& root);

  const RunPaths& paths() const { return paths_; }
  const RunManifest& manifest() const { return manifest_; }
  const std::vector<JsonLine>& lines() const { return lines_; }

  /// All stretches whose ends metrics.jsonl knows the digests of. Throws CheckpointError where
  /// there are none.
  std::vector<Stretch> stretches() const;

  /// The step at which its training began: that of the checkpoint of another run, or 0.
  int64_t beginning() const;

  /// The stretches at whose end there is a checkpoint with other digests than metrics.jsonl has:
  /// training again tells which of the two is right.
  std::vector<Stretch> contradicted() const;

  /// The checkpoint from which a stretch can be trained again: the newest one at or before its
  /// beginning that metrics.jsonl agrees with; 0: none is needed. Throws CheckpointError where the
  /// run began with the checkpoint of another one and has none left.
  int64_t start_of(const Stretch& stretch) const;

 private:
  RunPaths paths_;
  RunManifest manifest_;
  std::vector<JsonLine> lines_;
  std::map<int64_t, CheckpointRecord> records_;
  std::set<int64_t> trusted_;
  std::set<int64_t> contradicted_;
};

/// `count` of the stretches, or all where there are fewer, drawn without replacement; in their
/// order. Equal seeds draw the same.
std::vector<Stretch> draw_stretches(std::vector<Stretch> stretches, int64_t count, uint64_t seed);

}  // namespace tandem
