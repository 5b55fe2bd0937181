// Training a part of a run again, in a copy of it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/error.h"
#include "launch/audit/run_history.h"

namespace tandem {

/// Trains a copy of a run leg by leg, by the ranks of the leg, else by `ranks` ranks of this
/// machine, or as many as have a core or GPU of their own. Returns kDone when it has the checkpoint
/// at the end of the last leg; else the exit code of what ended it before, which was said. Throws
/// as plan_job does.
ExitCode train_again(const std::filesystem::path& copy, const std::vector<Leg>& legs,
                     std::optional<int64_t> ranks, const std::string& program);

}  // namespace tandem
