// The directory of a run of a small model, as far as it goes without any training.
#pragma once

#include <string>
#include <vector>

#include "experiments/family_table.h"
#include "framework/checkpoint/checkpoint_store.h"
#include "framework/core/files.h"
#include "framework/runs/run_directory.h"
#include "framework/training/model_state.h"
#include "framework/training/run_configuration.h"
#include "launch/worker/loaded_run.h"
#include "tests/support/small_data_set.h"
#include "tests/support/temporary_directory.h"

namespace tandem::testing_support {

class UntrainedRun {
 public:
  /// `model`: its options, as a configuration has them.
  explicit UntrainedRun(
      const std::string& model = "family: vae, hidden_widths: [5], latent_size: 2") {
    const auto data = directory_ / "data.h5";
    write_small_data_set(
        data, {.num_train = 8, .num_test = 2, .image_shape = {8, 8, 1}, .num_labels = 2});
    replace_file(yaml(),
                 "name: test\nsteps: 10\ndevice: cpu\nbatch: {size: 8, micro_batches: 4}\n"
                 "checkpoint: {every: 4}\nmodel: {" +
                     model + "}\ndata: {path: " + data.string() + "}\n");
    create_run_directory(paths().root, {.yaml = dump_yaml(new_run().section())});
  }

  std::filesystem::path yaml() const { return directory_ / "test.yaml"; }
  RunPaths paths() const { return {directory_ / "run"}; }
  /// Of a run that is made from the same file.
  RunConfiguration new_run(const std::vector<std::string>& overrides = {}) const {
    return RunConfiguration::load(yaml(), overrides, all_families());
  }
  /// Of this run, where it goes on.
  RunConfiguration resumed(const std::vector<std::string>& overrides = {}) const {
    return RunConfiguration::of_run(paths().root, overrides, all_families());
  }

  /// With a checkpoint of this step, whose weights were only drawn.
  LoadedRun loaded(int64_t step) const {
    const RunConfiguration configuration = resumed();
    const DataSources data(configuration.data_locations());
    ModelState state(configuration.family(), data.description("train"), /*seed=*/7, at::kCPU);
    CheckpointStore(paths().checkpoints(), 1)
        .save(sealed_checkpoint(step,
                                {.tensors = {{kNetworksPart, state.parameters().named_tensors()}},
                                 .state = nlohmann::json::object()}));
    return LoadedRun(paths().root, {}, at::Device(at::kCPU));
  }

 private:
  TemporaryDirectory directory_;
};

}  // namespace tandem::testing_support
