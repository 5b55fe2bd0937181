// A finished or stopped run, opened to look at: its model with the weights of a checkpoint.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "framework/checkpoint/checkpoint_store.h"
#include "framework/data/storage/data_sources.h"
#include "framework/training/model_state.h"
#include "framework/training/run_configuration.h"
#include "launch/command.h"

namespace tandem {

/// Which weights of a run are loaded, and from where its data.
struct LoadChoice {
  std::optional<int64_t> step = {};  // of the checkpoint; absent: the newest verifying one
  bool averaged = true;              // the moving averages, where the run has some
  /// Overrides that say where data lie now. Absent: no call can say that of this run, and where
  /// data are missing it is not advised.
  std::optional<Arguments> data_places = {};
};

class LoadedRun {
 public:
  /// `device`: that of another run of this process, whose numerics stay; when absent device and
  /// numerics are the run's own, as far as there is a GPU, which a process sets once; of several
  /// GPUs that of `local_rank`. Throws ConfigError where the directory is not that of a run,
  /// CheckpointError, FileError where the data are not there.
  LoadedRun(const std::filesystem::path& directory, const LoadChoice& choice,
            const std::optional<at::Device>& device = std::nullopt, int64_t local_rank = 0);

  const RunConfiguration& configuration() const { return configuration_; }
  const DataSources& data() const { return data_; }
  ModelState& state() { return *state_; }
  int64_t step() const { return step_; }
  /// The file that the weights are from.
  const std::filesystem::path& weights() const { return weights_; }

 private:
  RunConfiguration configuration_;
  DataSources data_;
  std::unique_ptr<ModelState> state_;
  int64_t step_ = 0;
  std::filesystem::path weights_;
};

/// The step of --step or --best of the call; absent when neither is given. Throws CheckpointError
/// for --best of a run without a best checkpoint.
std::optional<int64_t> named_step(const CommandCall& call, const std::filesystem::path& run);

/// Throws UsageError where the data has no such split, which --split names.
void check_has_split(const DataSources& data, const std::string& split);

/// What the call says of one of its runs: the checkpoint; --raw: without moving averages. Throws as
/// named_step does.
LoadChoice load_choice(const CommandCall& call, const std::filesystem::path& run,
                       const Arguments& data_places);

/// The run, loaded as the call says. Throws as named_models does, too.
LoadedRun load_run(const CommandCall& call, const std::filesystem::path& run);

}  // namespace tandem
