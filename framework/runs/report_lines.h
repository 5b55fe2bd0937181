// The lines of metrics.jsonl and timing.jsonl, read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/named_values.h"

namespace tandem {

/// What a run reported at a step.
struct ReportLine {
  int64_t step = 0;
  NamedValues values;  // in the order of the file; NaN for what was not finite
  /// Images that each network was trained with so far; only beside a checkpoint.
  std::vector<std::pair<std::string, int64_t>> images = {};
};

/// The complete lines of a file, in its order; none where there is no file. A last line without its
/// newline is being written and is passed over. Throws DataError naming file and line for any other
/// that is no object with a step, or not what a run writes of a checkpoint; FileError.
std::vector<ReportLine> read_report_lines(const std::filesystem::path& path);

}  // namespace tandem
