#include "launch/worker/loaded_judge.h"

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/runs/run_directory.h"

namespace tandem {
namespace {

LoadedRun load(const std::filesystem::path& run, const at::Device& device) {
  if (!std::filesystem::exists(RunPaths{run}.config())) {
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

}  // namespace

LoadedJudge::LoadedJudge(const std::filesystem::path& run, const at::Device& device)
    : run_(load(run, device)),
      mode_(run_.state().model()),
      judge_(run_.state().model(), run_.state().pixel_range(), run_.data().description("train"),
             device) {}

std::string LoadedJudge::identity() {
  FlatParameters& parameters = run_.state().parameters();
  Digest digest;
  for (const at::Tensor& part : {parameters.weights(), parameters.buffers()}) {
    const at::Tensor values = part.detach().to(at::kCPU).contiguous();
    digest.update(values.const_data_ptr(), values.nbytes());
  }
  return "step " + std::to_string(run_.step()) + ", " + digest.hex();
}

std::unique_ptr<LoadedJudge> configured_judge(const RunConfiguration& configuration,
                                              const GenerativeModel& model, const DataSources& data,
                                              const at::Device& device) {
  const std::string& run = configuration.options().evaluation.classifier;
  if (run.empty()) return nullptr;
  auto loaded = std::make_unique<LoadedJudge>(run, device);
  loaded->judge().check(model, data.description(), configuration.family().data.fields);
  return loaded;
}

}  // namespace tandem
