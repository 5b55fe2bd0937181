#include "launch/worker/branch.h"

#include <ATen/core/Tensor.h>

#include <optional>
#include <string_view>

#include "experiments/family_table.h"
#include "framework/checkpoint/checkpoint_store.h"
#include "framework/core/error.h"
#include "framework/core/number_in.h"
#include "framework/data/storage/data_sources.h"
#include "framework/distributed/local_communicator.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/run_directory.h"
#include "framework/training/model_state.h"
#include "framework/training/trainer.h"
#include "launch/worker/preflight.h"
#include "launch/worker/resume_check.h"

namespace tandem {
namespace {

/// What RUN@STEP or RUN says.
struct NamedParent {
  std::string run;
  std::optional<int64_t> step;
};

NamedParent parse_parent(const std::string& named) {
  // The last one, and only before a number: names of directories may hold others.
  const size_t at = named.rfind('@');
  if (at == std::string::npos || at == 0) return {named, std::nullopt};
  const auto step = number_in<int64_t>(std::string_view(named).substr(at + 1));
  if (!step || *step < 0) return {named, std::nullopt};
  return {named.substr(0, at), step};
}

ParentCheckpoint find_parent(const std::string& named) {
  const auto [path, step] = parse_parent(named);
  const RunPaths run{path};
  check_is_run(run.root);
  if (step) return {run.root, *step};
  const std::optional<int64_t> newest = latest_checkpoint(run.checkpoints());
  if (newest) return {run.root, *newest};
  throw CheckpointError({.what = "the run has no checkpoint",
                         .where = run.checkpoints(),
                         .advice = "Let it train until its first checkpoint."});
}

/// Throws when the checkpoint does not hold what the new run needs.
void check_restores(const Branch& branch) {
  const RunConfiguration& configuration = branch.configuration;
  const RunOptions& options = configuration.options();
  const DataSources data(configuration.data_locations());
  ModelState state(configuration.family(), data.description("train"),
                   static_cast<uint64_t>(options.seed), at::kCPU);
  // On the CPU and alone: it is only tried whether everything fits.
  LocalCommunicator alone;
  CheckpointStore store(RunPaths{branch.parent.run}.checkpoints(), options.checkpoint.keep);
  Trainer trainer({configuration, data, state, alone, store, [] { return false; }});
  trainer.restore(branch.parent.step);
}

/// Absolute, with one slash at its end, so that spellings of one path are equal.
std::string whole_path(const std::filesystem::path& run) {
  return (std::filesystem::absolute(run) / "").lexically_normal();
}

}  // namespace

Branch plan_branch(const std::string& parent, const std::vector<std::string>& overrides) {
  const ParentCheckpoint found = find_parent(parent);
  const RunPaths run{found.run};
  Branch branch{.parent = found,
                .configuration = RunConfiguration::of_run(run.root, overrides, all_families())};
  const RunManifest manifest(run.root);
  preflight_alone(branch.configuration,
                  Continuation{run, manifest, found.step, OptionChange::kLive});
  check_restores(branch);
  branch.numerics_change = numerics_change_here(manifest, branch.configuration.options());
  return branch;
}

void check_began_with(const std::filesystem::path& run, const ParentCheckpoint& began,
                      const std::string& parent) {
  const auto [path, step] = parse_parent(parent);
  if (whole_path(path) == whole_path(began.run) && step.value_or(began.step) == began.step) return;
  throw ConfigError(
      {.what = "the run that is there branched off from another checkpoint",
       .where = run,
       .expected = began.run.string() + "@" + std::to_string(began.step),
       .got = parent,
       .advice = "Give --from the expected checkpoint to go on with this run, or name another "
                 "directory with --run DIR."});
}

}  // namespace tandem
