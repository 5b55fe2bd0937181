#include "framework/sweep/trial_split.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

namespace tandem {
namespace {

constexpr int64_t kMostBest = 25;

bool is_judged(const Trial& trial) {
  return trial.state == TrialState::kComplete || trial.state == TrialState::kPruned ||
         trial.state == TrialState::kPaused;
}

/// Better trials have smaller ones: class, then step (later first), then value.
using Rank = std::tuple<int, int64_t, double>;

Rank rank_of(const Trial& trial, bool is_minimized) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  if (trial.is_infeasible) return {3, 0, 0.0};
  if (trial.state == TrialState::kComplete) {
    return {0, 0, loss_of(trial.value.value_or(kNone), is_minimized)};
  }
  if (trial.values.empty()) return {2, 0, 0.0};
  const auto& [step, value] = *trial.values.rbegin();
  return {1, -step, loss_of(value, is_minimized)};
}

}  // namespace

int64_t num_judged(const std::vector<Trial>& trials) {
  return std::ranges::count_if(trials, is_judged);
}

TrialSplit split_trials(const SamplerRequest& request) {
  std::vector<std::pair<Rank, const Trial*>> judged;
  TrialSplit split;
  for (const Trial& trial : request.trials) {
    if (is_judged(trial)) {
      judged.emplace_back(rank_of(trial, request.is_minimized), &trial);
    } else if (trial.state == TrialState::kRunning) {
      split.others.push_back(&trial);
    }
  }
  const auto count = static_cast<int64_t>(judged.size());
  const int64_t num_best = std::min((count + 9) / 10, kMostBest);
  // Of equal ones the earlier is the better.
  std::ranges::stable_sort(judged, {}, &std::pair<Rank, const Trial*>::first);
  for (int64_t i = 0; i < count; ++i) {
    (i < num_best ? split.best : split.others).push_back(judged[static_cast<size_t>(i)].second);
  }
  std::ranges::sort(split.best, {}, &Trial::number);
  std::ranges::sort(split.others, {}, &Trial::number);
  return split;
}

}  // namespace tandem
