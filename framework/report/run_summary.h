// How far a run is, in a few lines.
#pragma once

#include <string>

#include "framework/report/run_collection.h"

namespace tandem {

/// Name, family, seed, step and end of a run; what it branched off from; its last values; its
/// checkpoints. A line each, with a line break behind.
std::string run_summary(const CollectedRun& run);

}  // namespace tandem
