#include "framework/report/value_summary.h"

#include <algorithm>

#include "framework/core/text.h"
#include "framework/report/few_runs.h"

namespace tandem {
namespace {

constexpr size_t kFewestForQuartiles = 4;

RunValue value_of(const Observation& observation) {
  RunValue value{.run = observation.run,
                 .step = observation.record->step,
                 .value = observation.value->value,
                 .standard_error = observation.value->standard_error,
                 .note = observation.record->note};
  if (value.value) return value;
  value.undefined = true;
  value.reason = "undefined" + (value.note.empty() ? "" : ": " + value.note);
  return value;
}

RunValue divergence_of(const CollectedRun& run, size_t index) {
  return {.run = index,
          .step = run.end_step,
          .diverged = true,
          .reason = "diverged at step " + std::to_string(run.end_step)};
}

std::vector<Observation> observations_of(const StampedValue& value, size_t run) {
  std::vector<Observation> all;
  std::ranges::copy_if(value.observations, std::back_inserter(all),
                       [run](const Observation& observation) { return observation.run == run; });
  return all;
}

RunValue last_of(const StampedValue& value, const std::vector<CollectedRun>& runs, size_t index) {
  // Also where it was measured before: that is not what the run came to.
  if (has_diverged(value, runs[index])) return divergence_of(runs[index], index);
  const auto all = observations_of(value, index);
  if (all.empty()) return {.run = index, .reason = "not measured"};
  return value_of(all.back());
}

RunValue best_of(const StampedValue& value, const std::vector<CollectedRun>& runs, size_t index) {
  const CollectedRun& run = runs[index];
  const auto all = observations_of(value, index);
  if (run.best) {
    for (const Observation& observation : all) {
      // The chosen checkpoint counts although the run diverged afterwards.
      if (observation.record->step == run.best->step) return value_of(observation);
    }
  }
  if (has_diverged(value, run)) return divergence_of(run, index);
  if (!run.best) return {.run = index, .reason = "no best checkpoint"};
  return {.run = index,
          .step = run.best->step,
          .reason = "not measured at its best step, " + std::to_string(run.best->step)};
}

ValueSummary summarized(const StampedValue& value, std::vector<RunValue> runs) {
  ValueSummary summary{.runs = std::move(runs)};
  std::vector<double> values;
  for (const RunValue& run : summary.runs) {
    if (run.value) values.push_back(*run.value);
    if (run.diverged) ++summary.num_diverged;
    if (run.undefined) ++summary.num_undefined;
  }
  summary.num_values = values.size();
  // A mean of those that are left would favour groups whose bad runs fail.
  if (summary.num_diverged + summary.num_undefined == 0) {
    summary.mean = mean_of(values);
    summary.half_width = half_width_of(values);
  }
  // Worst runs have infinite scores: as many as a quarter of all runs are trimmed.
  const std::vector<double> scores = scores_of(summary, value.direction);
  if (scores.size() < kFewestForQuartiles) return summary;
  summary.interquartile_mean = interquartile_mean(scores);
  // Scores of what is better when it is higher are negative.
  if (summary.interquartile_mean && value.direction == kHigherIsBetter) {
    summary.interquartile_mean = -*summary.interquartile_mean;
  }
  return summary;
}

}  // namespace

std::string direction_text(const RecordedValue& value) {
  if (value.direction == kLowerIsBetter) return "lower is better";
  if (value.direction == kHigherIsBetter) return "higher is better";
  return "neither end is better";
}

std::string direction_arrow(const RecordedValue& value) {
  if (value.direction == kLowerIsBetter) return " ↓";
  return value.direction == kHigherIsBetter ? " ↑" : "";
}

ValueSummary summary_of_last(const StampedValue& value, const RunGroup& group,
                             const std::vector<CollectedRun>& runs) {
  std::vector<RunValue> all;
  for (const size_t run : group.runs) all.push_back(last_of(value, runs, run));
  return summarized(value, std::move(all));
}

ValueSummary summary_of_best(const StampedValue& value, const RunGroup& group,
                             const std::vector<CollectedRun>& runs) {
  const auto has_chosen = [&runs](size_t run) { return runs[run].best.has_value(); };
  if (std::ranges::none_of(group.runs, has_chosen)) return {};
  std::vector<RunValue> all;
  for (const size_t run : group.runs) all.push_back(best_of(value, runs, run));
  return summarized(value, std::move(all));
}

bool has_diverged(const StampedValue& value, const CollectedRun& run) {
  return run.end == RunEnd::kDiverged && value.trained_on.contains(trained_data(run));
}

size_t num_scores(const ValueSummary& summary) {
  return summary.num_values + summary.num_diverged + summary.num_undefined;
}

std::optional<std::string> failures_text(const ValueSummary& summary, const std::string& kind) {
  std::vector<std::string> parts;
  const auto add = [&](size_t count, const char* what) {
    if (count == 0) return;
    const std::string of = " of " + std::to_string(summary.runs.size()) + kind;
    parts.push_back(std::to_string(count) + (parts.empty() ? of : "") + what);
  };
  add(summary.num_diverged, " diverged");
  add(summary.num_undefined, " undefined");
  if (parts.empty()) return std::nullopt;
  return joined(parts);
}

Digits digits_for(const ValueSummary& summary) {
  std::vector<double> values;
  std::optional<double> precision;
  for (const RunValue& run : summary.runs) {
    if (!run.value) continue;
    values.push_back(*run.value);
    precision = run.standard_error;
  }
  if (values.size() > 1) precision = half_width_of(values);
  return digits_of(mean_of(values), precision);
}

std::string mean_text(const ValueSummary& summary, const std::string& nothing,
                      const std::string& kind) {
  if (const auto failures = failures_text(summary, kind)) return *failures;
  if (!summary.mean) return summary.num_values == 0 ? nothing : "not finite";
  if (summary.half_width) return number_text(*summary.mean, summary.half_width);
  return number_text(*summary.mean, digits_for(summary));
}

std::vector<double> scores_of(const ValueSummary& summary, const std::string& direction) {
  std::vector<double> scores;
  for (const RunValue& run : summary.runs) {
    if (run.is_worst()) {
      scores.push_back(kWorstScore);
    } else if (run.value) {
      scores.push_back(direction == kHigherIsBetter ? -*run.value : *run.value);
    }
  }
  return scores;
}

}  // namespace tandem
