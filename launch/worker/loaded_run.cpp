#include "launch/worker/loaded_run.h"

#include <torch/torch.h>

#include "experiments/family_table.h"
#include "framework/core/error.h"
#include "launch/worker/device.h"
#include "launch/worker/numerics.h"

namespace tandem {

LoadedRun::LoadedRun(const std::filesystem::path& directory, const WeightChoice& choice,
                     const std::optional<at::Device>& device)
    : configuration_(RunConfiguration::load(directory / "config.yaml", {}, all_families())),
      data_(configuration_.data_locations()) {
  const RunOptions& options = configuration_.options();
  if (!device) {
    set_numerics_environment(options.numerics);
    configure_numerics(options.numerics);
  }
  const CheckpointStore store(directory / "checkpoints", options.checkpoint.keep);
  const std::optional<int64_t> found = choice.step ? choice.step : store.latest();
  if (!found) {
    throw CheckpointError({.what = "the run has no usable checkpoint",
                           .where = directory / "checkpoints",
                           .advice = "Let it train until its first checkpoint."});
  }
  step_ = *found;
  state_ = std::make_unique<ModelState>(configuration_.family(), data_.description("train"),
                                        static_cast<uint64_t>(options.seed),
                                        device ? *device : choose_device(options.device, 0));
  const CheckpointParts parts = store.load(step_);
  const bool averaged = choice.averaged && parts.tensors.contains("average");
  const std::string name = averaged ? "average" : "networks";
  torch::NoGradGuard no_grad;
  weights_ = store.directory_of(step_) / (name + ".safetensors");
  copy_tensors(parts.tensors.at(name), state_->parameters().named_tensors(), weights_);
}

}  // namespace tandem
