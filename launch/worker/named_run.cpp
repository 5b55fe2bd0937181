#include "launch/worker/named_run.h"

#include "framework/core/error.h"
#include "framework/runs/run_directory.h"
#include "launch/command_line.h"

namespace tandem {

namespace po = boost::program_options;

std::filesystem::path named_run(const po::variables_map& values) {
  return words_of(values).front();
}

std::optional<int64_t> named_step(const po::variables_map& values) {
  if (values.count("step") > 0) return values["step"].as<int64_t>();
  if (values.count("best") == 0) return std::nullopt;
  const std::filesystem::path checkpoints = RunPaths{named_run(values)}.checkpoints();
  const auto best = CheckpointStore(checkpoints, 1).best();
  if (!best) {
    throw CheckpointError({.what = "the run has no best checkpoint",
                           .where = checkpoints,
                           .advice = "Train with checkpoint.best, or name a step with --step."});
  }
  return best->step;
}

LoadedRun load_named_run(const po::variables_map& values) {
  return LoadedRun(named_run(values),
                   {.step = named_step(values), .averaged = values.count("raw") == 0});
}

}  // namespace tandem
