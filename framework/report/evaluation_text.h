// Evaluations of runs as people and programs read them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "framework/runs/evaluation_record.h"

namespace tandem {

/// What was measured of a checkpoint of a run.
struct EvaluatedRunText {
  std::filesystem::path run;
  int64_t step = 0;
  std::string split;
  std::vector<EvaluationRecord> records;
};

/// A table for each run: value, standard error, floor, ceiling, what real images get, and which
/// way is better; then the notes.
std::string to_plain_text(const std::vector<EvaluatedRunText>& runs);

/// One object per run: step, split, and by name each value with what stands beside it and the
/// digest of its stamp.
std::string to_json(const std::vector<EvaluatedRunText>& runs);

}  // namespace tandem
