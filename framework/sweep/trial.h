// One trial of a sweep, as samplers and schedulers see it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "framework/sweep/search_space.h"

namespace tandem {

/// Numbered as in Optuna's journal, where "waiting" stands for paused.
enum class TrialState { kRunning = 0, kComplete = 1, kPruned = 2, kFailed = 3, kPaused = 4 };

/// "running", "complete", …
std::string to_string(TrialState state);

/// The value as what is to be small: negated where large values are better, infinite for NaN.
double loss_of(double value, bool is_minimized);

struct Trial {
  int64_t number = 0;
  TrialState state = TrialState::kRunning;
  Assignment parameters = {};
  std::optional<double> value = {};       // of a complete one; a journal's pruned ones may have it
  std::map<int64_t, double> values = {};  // by step, up to now; NaN where it was not a number
  bool is_infeasible = false;             // it diverged
};

}  // namespace tandem
