// evaluate: everything that can be measured of a trained model on a split.
#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>

#include "framework/core/error.h"
#include "framework/metrics/likelihood_evaluation.h"
#include "framework/metrics/model_evaluation.h"
#include "framework/training/data_identity.h"
#include "framework/training/trainer.h"
#include "launch/model_commands.h"
#include "launch/worker/commands.h"
#include "launch/worker/loaded_judge.h"
#include "launch/worker/named_run.h"

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

}  // namespace

int evaluate_command(const Arguments& arguments) {
  const po::variables_map values = parse(arguments);
  LoadedRun run = load_named_run(values);
  ModelState& state = run.state();
  const RunOptions& options = run.configuration().options();
  const MpiSession alone;
  const auto communicator = alone.communicator(state.device());
  const EvaluationMode mode(state.model());
  EvaluationPlan plan{.settings = {.seed = static_cast<uint64_t>(options.seed),
                                   .step = run.step(),
                                   .chunk_size = options.evaluation.chunk_size,
                                   .split = value_or(values, "split", options.evaluation.split),
                                   .fields = run.configuration().family().data.fields,
                                   .pixel_range = state.pixel_range()},
                      .num_samples = value_or(values, "samples", options.evaluation.samples)};
  check_split(run.data(), plan.settings.split);
  check_undigested(run.configuration().family(), run.data(), plan.settings.split);
  std::optional<LoadedJudge> judge;
  const std::string classifier = value_or(values, "classifier", options.evaluation.classifier);
  if (!classifier.empty()) {
    judge.emplace(classifier, state.device());
    judge->judge().check(state.model(), run.data().description("train"), plan.settings.fields);
    plan.judge = &judge->judge();
  }
  const auto objectives = evaluated_objectives(state, run.configuration().phases(), run.step());
  const NamedValues metrics =
      evaluate_model({state.model(), run.data(), objectives}, plan, *communicator);
  nlohmann::ordered_json line = {{"step", run.step()}};
  for (const auto& [name, value] : metrics) line[name] = value;
  if (const auto num_samples = values["likelihood-samples"].as<int64_t>(); num_samples > 0) {
    const LikelihoodEvaluation likelihood =
        evaluate_likelihood(state.model(), run.data(), plan.settings, num_samples, *communicator);
    for (const auto& [name, value] : likelihood.values) line[name] = value;
    line[plan.settings.split + "/likelihood"] = likelihood.meaning;
  }
  std::cout << line.dump(2) << '\n';
  return 0;
}

}  // namespace tandem
