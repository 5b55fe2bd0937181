#include "launch/worker/loaded_run.h"

#include <ATen/ATen.h>
#include <torch/utils.h>

#include <vector>

#include "experiments/family_table.h"
#include "framework/core/error.h"
#include "framework/core/text.h"
#include "framework/runs/best_checkpoint.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/run_paths.h"
#include "launch/model_options.h"
#include "launch/worker/device.h"
#include "launch/worker/numerics.h"
#include "launch/worker/opened_data.h"
#include "launch/worker/resume_check.h"

namespace tandem {
namespace {

/// The configuration of what is a run.
RunConfiguration configuration_of(const std::filesystem::path& run, const LoadChoice& choice) {
  check_is_run(run);
  return RunConfiguration::of_run(run, choice.data_places.value_or(Arguments()), all_families());
}

}  // namespace

LoadedRun::LoadedRun(const std::filesystem::path& directory, const LoadChoice& choice,
                     const std::optional<at::Device>& device, int64_t local_rank)
    : configuration_(configuration_of(directory, choice)),
      data_(opened_data(configuration_, choice.data_places.has_value())) {
  check_configuration({directory}, configuration_);
  const RunOptions& options = configuration_.options();
  if (!device) {
    // Before the first tensor: libraries read the environment when they are first used.
    set_numerics_environment(options.numerics);
    configure_numerics(options.numerics);
  }
  const at::Device place = device ? *device : choose_device_of_trained(options.device, local_rank);
  make_current(place);
  const std::filesystem::path checkpoints = RunPaths{directory}.checkpoints();
  CheckpointStore store(checkpoints, options.checkpoint.keep);
  const std::optional<int64_t> found = choice.step ? choice.step : store.latest();
  if (!found) {
    throw CheckpointError({.what = "the run has no usable checkpoint",
                           .where = checkpoints,
                           .advice = "Let it train until its first checkpoint."});
  }
  step_ = *found;
  // Whatever the seed draws here, the checkpoint replaces all of it.
  state_ = std::make_unique<ModelState>(configuration_.family(), data_.description("train"),
                                        static_cast<uint64_t>(options.seed), place);
  const CheckpointContents contents = store.load(step_);
  const bool averaged = choice.averaged && contents.tensors.contains(kAveragePart);
  const std::string name = averaged ? kAveragePart : kNetworksPart;
  torch::NoGradGuard no_grad;
  weights_ = store.directory_of(step_) / part_file(name);
  copy_tensors(contents.tensors.at(name), state_->parameters().named_tensors(), weights_);
}

std::optional<int64_t> named_step(const CommandCall& call, const std::filesystem::path& run) {
  if (const auto step = call.find<int64_t>("step")) return step;
  if (!call.has("best")) return std::nullopt;
  const std::filesystem::path checkpoints = RunPaths{run}.checkpoints();
  const auto best = known_best(checkpoints);
  if (!best) {
    throw CheckpointError({.what = "the run has no best checkpoint",
                           .where = checkpoints,
                           .advice = "Train with checkpoint.best, or name a step with --step."});
  }
  return best->step;
}

void check_has_split(const DataSources& data, const std::string& split) {
  if (data.has_group(split)) return;
  throw UsageError({.what = "the data of the run has no such split",
                    .where = "--split",
                    .expected = "one of " + joined(data.groups()),
                    .got = split});
}

LoadChoice load_choice(const CommandCall& call, const std::filesystem::path& run,
                       const Arguments& data_places) {
  return {.step = named_step(call, run), .averaged = !call.has("raw"), .data_places = data_places};
}

LoadedRun load_run(const CommandCall& call, const std::filesystem::path& run) {
  return LoadedRun(run, load_choice(call, run, named_models(call).data_places));
}

}  // namespace tandem
