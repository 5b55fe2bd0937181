#include "launch/worker/opened_features.h"

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/metrics/feature_network_kind.h"
#include "framework/model/evaluation_mode.h"
#include "framework/runs/run_directory.h"
#include "launch/worker/loaded_run.h"

namespace tandem {
namespace {

LoadedRun load(const std::filesystem::path& run, const at::Device& device) {
  if (!holds_run(run)) {
    throw ConfigError({.what = "there is no such run",
                       .where = "evaluation.classifier",
                       .expected = "the directory of a run of a family that classifies",
                       .got = run,
                       .advice = "Train one first."});
  }
  try {
    return LoadedRun(run, {}, device);
  } catch (const Error& error) {
    throw Error(
        error.exit_code(),
        {.what = "the run of the classifier cannot be loaded (" + std::string(error.what()) + ")",
         .where = "evaluation.classifier",
         .got = run,
         .advice = "Its data set is opened, too: a relative path of it counts from here."});
  }
}

/// Its checkpoint and the digest of its weights.
std::string identity_of(LoadedRun& run) {
  FlatParameters& parameters = run.state().parameters();
  Digest digest;
  for (const at::Tensor& part : {parameters.weights(), parameters.buffers()}) {
    const at::Tensor values = part.detach().to(at::kCPU).contiguous();
    digest.update(values.const_data_ptr(), values.nbytes());
  }
  return "step " + std::to_string(run.step()) + ", " + digest.hex();
}

/// What an opened model lives on.
struct RunInUse {
  RunInUse(const std::filesystem::path& directory, const at::Device& device)
      : run(load(directory, device)), mode(run.state().model()) {}
  LoadedRun run;
  EvaluationMode mode;
};

OpenedModel open_run(const std::string& directory, const at::Device& device) {
  const auto opened = std::make_shared<RunInUse>(directory, device);
  return {.model = opened->run.state().model(),
          .range = opened->run.state().pixel_range(),
          .data = opened->run.data().description("train"),
          .identity = identity_of(opened->run),
          .owner = opened};
}

}  // namespace

std::unique_ptr<DataFeatures> open_classifier(const std::string& run, const at::Device& device) {
  return std::make_unique<DataFeatures>(
      open_feature_network("classifier=" + run, {.device = device, .open_run = open_run}));
}

std::unique_ptr<DataFeatures> configured_features(const RunConfiguration& configuration,
                                                  const GenerativeModel& model,
                                                  const DataSources& data,
                                                  const at::Device& device) {
  const std::string& run = configuration.options().evaluation.classifier;
  if (run.empty()) return nullptr;
  auto opened = open_classifier(run, device);
  check_network(opened->network(), model, data.description(), configuration.family().data.fields);
  return opened;
}

}  // namespace tandem
