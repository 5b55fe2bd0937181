// The calls of `tandem` that make runs and their page again.
#pragma once

#include <filesystem>
#include <vector>

#include "framework/report/reproduction.h"
#include "framework/report/run_collection.h"

namespace tandem {

/// Where what is made again lies beside a directory: "runs/a-again" of "runs/a/".
std::filesystem::path path_beside(const std::filesystem::path& path);

/// Calls that train each run again beside the one that is there, measure all of them as they were
/// measured, and compare them.
Reproduction reproduction_of(const std::vector<CollectedRun>& runs);

}  // namespace tandem
