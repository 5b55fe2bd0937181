#include "framework/training/evaluation_check.h"

#include <algorithm>

#include "framework/config/nearest_name.h"
#include "framework/core/error.h"
#include "framework/core/text.h"
#include "framework/metrics/denoising_quality.h"
#include "framework/model/capabilities.h"

namespace tandem {
namespace {

/// What evaluate_model may give, without the split before it.
std::vector<std::string> metrics_of(GenerativeModel& model,
                                    const std::vector<Objective>& objectives, bool is_judged) {
  std::vector<std::string> names;
  for (const Objective& objective : objectives) {
    if (objective.batch_use != BatchUse::kDraws) continue;
    for (const std::string& term : objective.terms) names.push_back(objective.name + "/" + term);
    names.push_back(objective.name + "/loss");
  }
  const auto add = [&](const std::string& prefix, const std::vector<std::string>& more) {
    for (const std::string& name : more) names.push_back(prefix + name);
  };
  if (denoises(model)) add("", {"corrupted_input_mse", "clean_input_mse"});
  if (dynamic_cast<Classifies*>(&model) != nullptr) add("", {"classification_error"});
  if (dynamic_cast<Clusters*>(&model) != nullptr) add("", {"cluster_error"});
  if (is_judged && dynamic_cast<Generates*>(&model) != nullptr) {
    add("", {"classifier_fid", "class_entropy", "classes_found", "mean_confidence"});
  }
  if (auto* conditional = dynamic_cast<GeneratesOnCondition*>(&model); is_judged && conditional) {
    for (const Condition& condition : conditional->conditions()) {
      if (condition.num_categories > 0) add(condition.name, {"_error", "_error_matched"});
    }
  }
  if (auto* translates = dynamic_cast<TranslatesImages*>(&model)) {
    for (const Translation& each : translates->translations()) {
      if (each.paired) add(each.name + "/", {"l1", "gradient_magnitude"});
      if (!each.paired) add(each.name + "/", {"cycle_l1"});
      if (is_judged) add(each.name + "/", {"judged_error", "judged_error_matched"});
    }
  }
  return names;
}

[[noreturn]] void fail_best(const std::string& best, const std::vector<std::string>& known) {
  throw ConfigError({.what = "the evaluation has no such metric",
                     .where = "checkpoint.best",
                     .expected = joined(known),
                     .got = "'" + best + "'",
                     .advice = suggest_name(best, known)});
}

}  // namespace

void check_evaluation(const RunOptions& options, const DataSources& data, GenerativeModel& model,
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
  std::vector<std::string> known =
      metrics_of(model, objectives, !options.evaluation.classifier.empty());
  for (std::string& name : known) name = std::string(split).append("/").append(name);
  if (std::find(known.begin(), known.end(), best) == known.end()) fail_best(best, known);
}

}  // namespace tandem
