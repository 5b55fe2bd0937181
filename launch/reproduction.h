// The calls of `tandem` that make runs and their page again.
#pragma once

#include <vector>

#include "framework/report/reproduction.h"
#include "framework/report/run_collection.h"

namespace tandem {

/// Calls that train each run again beside the one that is there, measure all of them as they were
/// measured, and compare them.
Reproduction reproduction_of(const std::vector<CollectedRun>& runs);

}  // namespace tandem
