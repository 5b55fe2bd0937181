#include "launch/worker/opened_networks.h"

#include <functional>

#include "framework/core/error.h"
#include "framework/data/image_fields.h"
#include "framework/metrics/feature_network_kind.h"
#include "framework/model/evaluation_mode.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/run_manifest.h"
#include "framework/training/data_identity.h"
#include "framework/training/evaluation.h"
#include "launch/worker/loaded_run.h"

namespace tandem {
namespace {

/// Whether a run has the data that it was trained on.
bool has_own_data(const LoadedRun& run, const std::filesystem::path& directory) {
  const RunConfiguration& configuration = run.configuration();
  return data_identity(configuration.family(), run.data(),
                       configuration.options().evaluation.split) ==
         RunManifest(directory).facts().data_digests;
}

/// A run that measures, with its own data; these may have moved along with those that are measured.
LoadedRun load_with_data(const std::filesystem::path& run, const MeasuredModel& measured) {
  try {
    return LoadedRun(run, {}, measured.device);
  } catch (const FileError&) {
    if (measured.data_path.empty()) throw;
    const std::string place = "data.path=" + measured.data_path.string();
    try {
      LoadedRun moved(run, {.data_places = Arguments{place}}, measured.device);
      if (has_own_data(moved, run)) return moved;
    } catch (const Error&) {
      // Then it is the first failure that has to be put right.
    }
    throw;
  }
}

/// `option`: by which it is named.
LoadedRun load(const std::string& option, const std::filesystem::path& run,
               const MeasuredModel& measured) {
  if (!holds_run(run)) {
    throw ConfigError({.what = "there is no such run",
                       .where = option,
                       .expected = "the directory of a run of a family that classifies",
                       .got = run,
                       .advice = "Train one first."});
  }
  try {
    return load_with_data(run, measured);
  } catch (const Error& error) {
    throw Error(
        error.exit_code(),
        {.what = "the run of the classifier cannot be loaded (" + std::string(error.what()) + ")",
         .where = option,
         .got = run,
         .advice = "Its data set is opened, too; where it is not there, the data that are measured "
                   "stand in for it, if they are the same."});
  }
}

/// Opens a network; what is wrong with it is said of the option that names it.
std::unique_ptr<FeatureNetwork> open_named(
    const std::string& option, const std::function<std::unique_ptr<FeatureNetwork>()>& open) {
  try {
    return open();
  } catch (const ConfigError& error) {
    Problem problem = error.problem();
    if (problem.where == kFeaturesOption || problem.where == kClassifierOption) {
      problem.where = option;
    }
    throw ConfigError(problem);
  }
}

/// What an opened model lives on.
struct RunInUse {
  RunInUse(const std::string& option, const std::filesystem::path& directory,
           const MeasuredModel& measured)
      : run(load(option, directory, measured)), mode(run.state().model()) {}
  LoadedRun run;
  EvaluationMode mode;
};

OpenedModel open_run(const std::string& option, const std::string& directory,
                     const MeasuredModel& measured) {
  const auto opened = std::make_shared<RunInUse>(option, directory, measured);
  // The identity is of the weights: a classifier that was trained further is another one.
  return {.model = opened->run.state().model(),
          .range = opened->run.state().pixel_range(),
          .data = opened->run.data().description("train"),
          .identity = "step " + std::to_string(opened->run.step()) + ", " +
                      weights_digest(opened->run.state()),
          .owner = opened};
}

}  // namespace

std::unique_ptr<MeasuringNetworks> open_networks(const NamedNetworks& named,
                                                 const MeasuredModel& measured) {
  const auto open = [&](const std::string& option, const std::string& kind) {
    const auto open_run_of = [&](const std::string& run) {
      return open_run(option, run, measured);
    };
    return open_named(option, [&] {
      auto network = open_feature_network(kind, {.device = measured.device,
                                                 .open_run = open_run_of,
                                                 .data = &measured.data,
                                                 .field = image_field(measured.fields)});
      check_network(*network, measured.model, measured.data.description(), measured.fields);
      return network;
    });
  };
  std::unique_ptr<FeatureNetwork> classifier;
  if (!named.classifier.empty()) {
    classifier = open(named.classifier_option, "classifier=" + named.classifier);
  }
  if (!named.features.empty()) {
    return std::make_unique<MeasuringNetworks>(open(named.features_option, named.features),
                                               std::move(classifier));
  }
  return classifier ? std::make_unique<MeasuringNetworks>(std::move(classifier)) : nullptr;
}

std::unique_ptr<MeasuringNetworks> configured_networks(const RunConfiguration& configuration,
                                                       const GenerativeModel& model,
                                                       const DataSources& data,
                                                       const at::Device& device) {
  const EvaluationOptions& options = configuration.options().evaluation;
  return open_networks(
      {options.features, options.classifier},
      {model, data, configuration.family().data.fields, device, configuration.options().data.path});
}

std::string networks_identity(const MeasuringNetworks* networks, const EvaluationOptions& options) {
  if (networks == nullptr) return "";
  const std::string seen = networks->network().identity();
  if (options.features.empty()) return seen;
  return seen + "; " + (options.classifier.empty() ? "" : networks->classifier()->identity());
}

}  // namespace tandem
