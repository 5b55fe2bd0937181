#include "framework/report/sweep_subject.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "framework/report/number_text.h"

namespace tandem {

std::string incomplete_text(const StateCounts& counts) {
  if (counts.contains(kCompleteState)) return "no complete trial has a value";
  const bool any_pruned = counts.contains(kPrunedState);
  const bool any_failed = counts.contains(kFailedState);
  const bool any_diverged = counts.contains(kDivergedState);
  const size_t num_ends = any_pruned + any_failed + any_diverged;
  if (counts.size() > num_ends || num_ends == 0) return "no trial is complete yet";
  const std::string none = "no trial is complete";
  if (any_pruned) return none;
  if (!any_failed) return none + ": every one diverged";
  if (!any_diverged) return none + ": every one failed";
  return none + ": every one diverged or failed";
}

bool is_better(const SweepSubject& sweep, double first, double second) {
  if (!std::isfinite(first) || !std::isfinite(second)) {
    // Of two that are not finite neither is better: sorting needs a strict weak order.
    return std::isfinite(first) && !std::isfinite(second);
  }
  return sweep.is_minimized ? first < second : first > second;
}

std::vector<const SweepTrial*> best_trials(const SweepSubject& sweep) {
  std::vector<const SweepTrial*> best;
  for (const SweepTrial& trial : sweep.trials) {
    const bool counts = trial.state == kCompleteState && trial.result;
    if (counts && std::isfinite(*trial.result)) best.push_back(&trial);
  }
  std::ranges::stable_sort(best, [&](const SweepTrial* first, const SweepTrial* second) {
    return is_better(sweep, *first->result, *second->result);
  });
  return best;
}

std::vector<const SweepParameter*> varied_parameters(const SweepSubject& sweep) {
  std::vector<const SweepParameter*> varied;
  for (const SweepParameter& parameter : sweep.parameters) {
    std::set<double> values;
    for (const SweepTrial& trial : sweep.trials) {
      const auto value = trial.values.find(parameter.name);
      if (value != trial.values.end()) values.insert(value->second);
    }
    if (values.size() > 1) varied.push_back(&parameter);
  }
  return varied;
}

std::string result_text(const SweepTrial& trial) {
  return trial.result ? number_text(*trial.result, trial.half_width) : "";
}

std::string parameter_text(const SweepTrial& trial, const std::string& parameter) {
  const auto text = trial.texts.find(parameter);
  return text == trial.texts.end() ? "" : text->second;
}

std::string trial_text(const SweepTrial& trial) {
  const std::string result = result_text(trial);
  return "trial " + std::to_string(trial.number) + ": " + trial.state +
         (result.empty() ? "" : ", " + result);
}

}  // namespace tandem
