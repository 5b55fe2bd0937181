#include "framework/training/evaluation_check.h"

#include <algorithm>

#include "framework/config/nearest_name.h"
#include "framework/core/error.h"

namespace tandem {
namespace {

/// Names of the metrics of an objective that is evaluated.
std::vector<std::string> metrics_of(const Objective& objective, const std::string& prefix) {
  std::vector<std::string> names;
  for (const std::string& term : objective.terms) names.push_back(prefix + term);
  names.push_back(prefix + "loss");
  return names;
}

[[noreturn]] void fail_best(const std::string& best, const std::vector<std::string>& known) {
  std::string list;
  for (const std::string& name : known) list += (list.empty() ? "" : ", ") + name;
  throw ConfigError({.what = "the evaluation has no such metric",
                     .where = "checkpoint.best",
                     .expected = list,
                     .got = "'" + best + "'",
                     .advice = suggest_name(best, known)});
}

}  // namespace

void check_evaluation(const RunOptions& options, const DataSources& data,
                      const std::vector<Objective>& objectives) {
  const std::string& split = options.evaluation.split;
  const std::string& best = options.checkpoint.best;
  // Without a test split a run is not evaluated; whoever names another one wants it.
  if (!data.has_group(split) && (split != "test" || !best.empty())) {
    throw ConfigError({.what = "the data set has no such split",
                       .where = split == "test" ? "checkpoint.best" : "evaluation.split",
                       .expected = "a data set with /" + split,
                       .advice = "Pack it with --valid N, or change the option."});
  }
  if (best.empty()) return;
  if (!best.starts_with(split + "/")) {
    fail_best(best, {split + "/<metric>, since that split is evaluated"});
  }
  for (const Objective& objective : objectives) {
    const std::string prefix = std::string(split).append("/").append(objective.name).append("/");
    if (!best.starts_with(prefix)) continue;
    if (!objective.draws_batch) fail_best(best, {"an objective that draws batches"});
    const std::vector<std::string> known = metrics_of(objective, prefix);
    if (std::find(known.begin(), known.end(), best) == known.end()) fail_best(best, known);
  }
}

}  // namespace tandem
