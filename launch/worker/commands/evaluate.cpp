// evaluate: everything that can be measured of a trained model on a split.
#include <iostream>
#include <nlohmann/json.hpp>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/evaluation_mode.h"
#include "framework/training/data_identity.h"
#include "framework/training/evaluation.h"
#include "launch/model_options.h"
#include "launch/worker/loaded_run.h"
#include "launch/worker/opened_features.h"
#include "launch/worker/worker_command.h"

namespace tandem {
namespace {

void check_counts(const CommandCall& call) {
  if (call.get<int64_t>("likelihood-samples") < 0) {
    throw UsageError({.what = "--likelihood-samples must be at least 0"});
  }
  if (call.find<int64_t>("samples").value_or(2) < 2) {
    throw UsageError({.what = "--samples must be at least 2"});
  }
}

void check_split(const DataSources& data, const std::string& split) {
  if (data.has_group(split)) return;
  throw UsageError({.what = "the data of the run has no such split",
                    .where = "--split",
                    .expected = "test, valid or train, as its data set has them",
                    .got = split});
}

void check_likelihood(const GenerativeModel& model, int64_t num_samples) {
  if (num_samples == 0 || capability<EstimatesLikelihood>(model) != nullptr ||
      capability<EstimatesPartition>(model) != nullptr) {
    return;
  }
  throw ConfigError(
      {.what = "this family does not estimate likelihoods",
       .where = "--likelihood-samples",
       .expected = "a family with the capability EstimatesLikelihood or EstimatesPartition"});
}

ExitCode measure(const CommandCall& call) {
  const std::filesystem::path directory = named_run(call);
  check_counts(call);
  LoadedRun run = load_run(call, directory);
  ModelState& state = run.state();
  const RunOptions& options = run.configuration().options();
  const MpiSession alone;
  const auto communicator = alone.communicator(state.device());
  const EvaluationMode mode(state.model());
  EvaluationPlan plan = evaluation_plan(run.configuration(), run.step());
  plan.settings.split = call.find<std::string>("split").value_or(plan.settings.split);
  plan.num_samples = call.find<int64_t>("samples").value_or(plan.num_samples);
  plan.likelihood_samples = call.get<int64_t>("likelihood-samples");
  check_split(run.data(), plan.settings.split);
  check_likelihood(state.model(), plan.likelihood_samples);
  check_undigested(run.configuration().family(), run.data(), plan.settings.split);
  std::unique_ptr<DataFeatures> features;
  const std::string named =
      call.find<std::string>("classifier").value_or(options.evaluation.classifier);
  if (!named.empty()) {
    features = open_classifier(named, state.device());
    check_network(features->network(), state.model(), run.data().description("train"),
                  plan.settings.fields);
    plan.features = features.get();
  }
  const auto objectives = evaluated_objectives(state, run.configuration().phases(), run.step());
  const Evaluation evaluation =
      evaluate({state.model(), run.data(), objectives}, plan, *communicator);
  nlohmann::ordered_json line = {{"step", run.step()}};
  for (const auto& [name, value] : evaluation.values) line[name] = value;
  for (const auto& [name, text] : evaluation.notes) line[name] = text;
  std::cout << line.dump(2) << '\n';
  return ExitCode::kDone;
}

}  // namespace

Command evaluate_worker_command() { return carried_out("evaluate", measure); }

}  // namespace tandem
