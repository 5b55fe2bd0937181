// Brings a run back to the checkpoint that it goes on from, once everything that a resume needs was
// checked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "framework/runs/run_paths.h"

namespace tandem {

/// Where rewind_run would move what lies behind a step: `behind-step-00001000` in the run; nothing
/// when it would only cut back what is written again as it was. Throws CheckpointError for a
/// damaged manifest, FileError.
std::optional<std::filesystem::path> behind_directory(const RunPaths& run, int64_t step);

/// Cuts metrics, timing and grids back to a step. Where there are checkpoints behind it, whatever
/// their condition, where the run had come to an end behind it, or where a run with metrics begins
/// anew, everything behind the step is moved to behind_directory instead of being removed. Throws
/// as behind_directory does.
void rewind_run(const RunPaths& run, int64_t step);

}  // namespace tandem
