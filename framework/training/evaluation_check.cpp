#include "framework/training/evaluation_check.h"

#include <algorithm>
#include <optional>

#include "framework/config/nearest_name.h"
#include "framework/core/error.h"
#include "framework/core/text.h"
#include "framework/metrics/evaluation.h"

namespace tandem {
namespace {

std::vector<EvaluatedObjective> evaluated(const std::vector<Objective>& objectives) {
  std::vector<EvaluatedObjective> all;
  for (const Objective& objective : objectives) all.push_back({.objective = &objective});
  return all;
}

/// What the evaluations of a run may give, with whole names.
std::vector<MetricValue> known_values(const RunOptions& options, const GenerativeModel& model,
                                      const std::vector<Objective>& objectives,
                                      const Provided& provided) {
  std::vector<MetricValue> known =
      possible_values(model, evaluated(objectives), provided,
                      chosen_metrics(options.evaluation.metrics, Measure::kInTraining));
  for (MetricValue& value : known) value.name = options.evaluation.split + "/" + value.name;
  return known;
}

std::optional<MetricValue> best_value(const std::vector<MetricValue>& known,
                                      const RunOptions& options) {
  const auto found = std::ranges::find(known, options.checkpoint.best, &MetricValue::name);
  return found == known.end() ? std::nullopt : std::optional(*found);
}

/// Data that have this split, in words.
std::string packing_of(const std::string& split) {
  return split == "valid" ? "data packed with the option 'valid'" : "data packed with this split";
}

/// What a metric of another split than the evaluated one needs; empty for one of this split.
std::string advice_for_split(const std::string& best, const std::string& evaluated,
                             const DataSources& data) {
  const std::string split = best.substr(0, best.find('/'));
  if (split == evaluated || (split != "test" && split != "valid")) return "";
  const std::string set = "Set evaluation.split=" + split;
  return data.has_group(split) ? set + "." : set + ", and take " + packing_of(split) + ".";
}

[[noreturn]] void fail_unknown(const std::string& best, const std::vector<MetricValue>& known,
                               const std::string& advice) {
  std::vector<std::string> names;
  for (const MetricValue& value : known) {
    // One without a better end can be chosen with best_is, but is not offered.
    if (value.direction != Direction::kNone) names.push_back(value.name);
  }
  throw ConfigError({.what = "the evaluation has no such metric",
                     .where = "checkpoint.best",
                     .expected = joined(names),
                     .got = "'" + best + "'",
                     .advice = advice.empty() ? suggest_nearest(best, names) : advice});
}

}  // namespace

void check_evaluation(const RunOptions& options, const DataSources& data,
                      const GenerativeModel& model, const std::vector<Objective>& objectives,
                      const Provided& provided) {
  const std::string& split = options.evaluation.split;
  const std::string& best = options.checkpoint.best;
  const bool names_metrics = !options.evaluation.metrics.empty();
  // Without a test split a run is not evaluated; whoever names another one or what to measure wants
  // it.
  if (!data.has_group(split) && (split != "test" || !best.empty() || names_metrics)) {
    const std::string wish = names_metrics ? "evaluation.metrics" : "checkpoint.best";
    throw ConfigError({.what = "the data set has no such split",
                       .where = split == "test" ? wish : "evaluation.split",
                       .expected = "a data set with /" + split,
                       .advice = "Take " + packing_of(split) + ", or change the option."});
  }
  if (names_metrics) {
    check_metrics(chosen_metrics(options.evaluation.metrics, Measure::kInTraining), model,
                  evaluated(objectives), provided);
  }
  if (best.empty()) return;
  const std::vector<MetricValue> known = known_values(options, model, objectives, provided);
  if (!best_value(known, options)) fail_unknown(best, known, advice_for_split(best, split, data));
  if (best_direction(options, model, objectives, provided) == Direction::kNone) {
    throw ConfigError({.what = "neither low nor high values of " + best + " are better as such",
                       .where = "checkpoint.best_is",
                       .expected = "lowest or highest",
                       .got = "auto"});
  }
}

Direction best_direction(const RunOptions& options, const GenerativeModel& model,
                         const std::vector<Objective>& objectives, const Provided& provided) {
  if (options.checkpoint.best_is != Direction::kNone) return options.checkpoint.best_is;
  if (options.checkpoint.best.empty()) return Direction::kNone;
  const auto value = best_value(known_values(options, model, objectives, provided), options);
  return value ? value->direction : Direction::kNone;
}

}  // namespace tandem
