// evaluate: everything that can be measured of a trained model on a split.
#include <iostream>
#include <nlohmann/json.hpp>

#include "framework/core/error.h"
#include "framework/model/capabilities.h"
#include "framework/model/evaluation_mode.h"
#include "framework/training/data_identity.h"
#include "framework/training/evaluation.h"
#include "launch/model_commands.h"
#include "launch/worker/commands.h"
#include "launch/worker/named_run.h"
#include "launch/worker/opened_features.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

po::variables_map parse(const Arguments& arguments) {
  po::variables_map values = parse_model_command("evaluate", arguments, evaluate_options());
  if (values["likelihood-samples"].as<int64_t>() < 0) {
    throw UsageError({.what = "--likelihood-samples must be at least 0"});
  }
  if (values.count("samples") > 0 && values["samples"].as<int64_t>() < 2) {
    throw UsageError({.what = "--samples must be at least 2"});
  }
  return values;
}

template <class Value>
Value value_or(const po::variables_map& values, const char* name, const Value& other) {
  return values.count(name) > 0 ? values[name].as<Value>() : other;
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

}  // namespace

int evaluate_command(const Arguments& arguments) {
  const po::variables_map values = parse(arguments);
  LoadedRun run = load_named_run(values);
  ModelState& state = run.state();
  const RunOptions& options = run.configuration().options();
  const MpiSession alone;
  const auto communicator = alone.communicator(state.device());
  const EvaluationMode mode(state.model());
  EvaluationPlan plan = evaluation_plan(run.configuration(), run.step());
  plan.settings.split = value_or(values, "split", plan.settings.split);
  plan.num_samples = value_or(values, "samples", plan.num_samples);
  plan.likelihood_samples = values["likelihood-samples"].as<int64_t>();
  check_split(run.data(), plan.settings.split);
  check_likelihood(state.model(), plan.likelihood_samples);
  check_undigested(run.configuration().family(), run.data(), plan.settings.split);
  std::unique_ptr<DataFeatures> features;
  const std::string named = value_or(values, "classifier", options.evaluation.classifier);
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
  return 0;
}

}  // namespace tandem
