// What a run says of a stretch of its training beside what training it again gives.
#pragma once

#include <cstdint>
#include <optional>

#include "framework/core/error.h"
#include "framework/runs/run_paths.h"
#include "launch/audit/audited_run.h"

namespace tandem {

/// How much of a run was found to be true.
struct StretchFindings {
  int64_t num_lines = 0;  // of values
  int64_t num_files = 0;  // of checkpoints, by their digests
  /// What is otherwise, in the order of the training: the tensor, where the checkpoint is still
  /// there, the file, or the value. `expected` is what training gives.
  std::optional<Problem> difference = std::nullopt;
};

/// Compares what is behind step `begin`, up to and including step `end`. `again` is the run that
/// was trained again. Throws DataError for lines in `again` that none writes, CheckpointError,
/// FileError.
StretchFindings compare_stretch(const AuditedRun& run, const RunPaths& again,
                                const Stretch& stretch);

}  // namespace tandem
