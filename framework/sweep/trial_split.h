// The best trials of a search, and the others.
#pragma once

#include <cstdint>
#include <vector>

#include "framework/sweep/sampler.h"

namespace tandem {

/// Both by number. Failed trials are in neither.
struct TrialSplit {
  std::vector<const Trial*> best;
  std::vector<const Trial*> others;  // those that are still running, too
};

/// How many trials have come to a result, be it but that of a rung: complete, pruned and paused.
int64_t num_judged(const std::vector<Trial>& trials);

/// Splits the trials as Optuna's tree-structured Parzen estimator does. A
/// tenth of those judged are the best, at most 25: complete ones by value; behind them those that
/// were stopped, later ones first, by their last value; those that diverged last.
TrialSplit split_trials(const SamplerRequest& request);

}  // namespace tandem
