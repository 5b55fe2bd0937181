// What a run has cost.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "framework/report/run_collection.h"

namespace tandem {

struct RunCost {
  /// Seconds of training steps times what they kept busy: "core" (ranks × threads), or a GPU by its
  /// name; empty where nothing was timed. What a clock said: differs from run to run.
  std::vector<std::pair<std::string, double>> seconds = {};
  /// Images that each network was trained with; empty where the run did not count them.
  std::vector<std::pair<std::string, int64_t>> images = {};
};

/// The cost of all steps whose results are in the run, as timing.jsonl and metrics.jsonl report
/// them; steps that were made again after a stop count once.
RunCost cost_of(const CollectedRun& run);

/// The mean over some runs of what they all have.
RunCost mean_cost(const std::vector<RunCost>& costs);

}  // namespace tandem
