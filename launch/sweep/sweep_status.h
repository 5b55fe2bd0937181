// How far a sweep is, in words.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "framework/sweep/study.h"
#include "framework/sweep/sweep_definition.h"

namespace tandem {

/// "41 of 64 trials: 8 complete, 24 paused, 3 running, 1 waiting, 4 diverged, 1 failed": of those
/// that have begun and are not over, jobs of `at_work` run; the others wait for a place.
std::string counts_text(const Study& study, int64_t num_trials, const std::set<int64_t>& at_work);

/// "complete", "paused", …: as TrialState, or that it diverged.
std::string state_of(const Trial& trial);

/// The number of the trial that is best at the end of its runs; nothing before one is complete.
std::optional<int64_t> best_trial(const Study& study);

/// "best: trial 17, valid/classifier_fid 12.31 ± 0.42 (3 seeds), family=wgan_gp rate=2.1e-4"; where
/// no trial is complete, that.
std::string best_text(const Study& study, const SweepDefinition& sweep);

/// "family=wgan_gp rate=2.1e-4".
std::string parameters_text(const StoredTrial& trial);

/// The values that the seeds of a trial have at its last rung, by seed.
std::vector<double> values_of_seeds(const StoredTrial& trial);

}  // namespace tandem
