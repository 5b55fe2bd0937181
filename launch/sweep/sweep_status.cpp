#include "launch/sweep/sweep_status.h"

#include <cmath>

#include "framework/core/text.h"
#include "framework/report/few_runs.h"
#include "framework/report/number_text.h"
#include "framework/report/sweep_subject.h"
#include "framework/sweep/seed_results.h"

namespace tandem {

namespace {

constexpr const char* kWaitingState = "waiting";

}  // namespace

std::string state_of(const Trial& trial) {
  // The journal has one that diverged as pruned, and says aside that it did.
  const bool has_diverged = trial.is_infeasible && trial.state == TrialState::kPruned;
  return has_diverged ? kDivergedState : to_string(trial.state);
}

std::string counts_text(const Study& study, int64_t num_trials, const std::set<int64_t>& at_work) {
  StateCounts counts;
  for (const StoredTrial& stored : study.trials()) {
    const bool waits =
        stored.trial.state == TrialState::kRunning && !at_work.contains(stored.trial.number);
    ++counts[waits ? kWaitingState : state_of(stored.trial)];
  }
  std::vector<std::string> parts;
  for (const char* state : {kCompleteState, "paused", "running", kWaitingState, kPrunedState,
                            kDivergedState, kFailedState}) {
    if (counts.contains(state)) parts.push_back(std::to_string(counts[state]) + " " + state);
  }
  return std::to_string(study.trials().size()) + " of " + std::to_string(num_trials) + " trials" +
         (parts.empty() ? "" : ": " + joined(parts));
}

std::optional<int64_t> best_trial(const Study& study) {
  std::optional<int64_t> best;
  double best_value = 0;
  for (const StoredTrial& stored : study.trials()) {
    const Trial& trial = stored.trial;
    if (trial.state != TrialState::kComplete || !trial.value || std::isnan(*trial.value)) continue;
    const bool is_better =
        !best || (study.is_minimized() ? *trial.value < best_value : *trial.value > best_value);
    if (!is_better) continue;
    best = trial.number;
    best_value = *trial.value;
  }
  return best;
}

std::string best_text(const Study& study, const SweepDefinition& sweep) {
  const auto best = best_trial(study);
  if (!best) {
    StateCounts counts;
    for (const StoredTrial& stored : study.trials()) ++counts[state_of(stored.trial)];
    return incomplete_text(counts);
  }
  const StoredTrial& stored = study.trials()[static_cast<size_t>(*best)];
  const std::vector<double> values = values_of_seeds(stored);
  const std::optional<double> half_width = half_width_of(values);
  std::string text = "best: trial " + std::to_string(*best) + ", " + sweep.metric + " " +
                     number_text(*stored.trial.value, half_width);
  if (half_width) text += " (" + std::to_string(values.size()) + " seeds)";
  const std::string parameters = parameters_text(stored);
  return text + (parameters.empty() ? "" : ", " + parameters);
}

std::string parameters_text(const StoredTrial& trial) {
  std::vector<std::string> parts;
  for (const auto& [name, value] : trial.trial.parameters) {
    parts.push_back(name + "=" + value_text(trial.distributions.at(name), value));
  }
  return printable_line(joined(parts, {}, " "));
}

std::vector<double> values_of_seeds(const StoredTrial& trial) {
  std::vector<double> values;
  for (const auto& [seed, result] : seeds_of(trial)) {
    if (!result.until) continue;
    const auto value = result.values.find(*result.until);
    if (value != result.values.end()) values.push_back(value->second);
  }
  return values;
}

}  // namespace tandem
