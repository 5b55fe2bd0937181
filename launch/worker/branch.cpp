#include "launch/worker/branch.h"

#include <ATen/core/Tensor.h>

#include <optional>
#include <regex>

#include "experiments/family_table.h"
#include "framework/checkpoint/checkpoint_store.h"
#include "framework/core/error.h"
#include "framework/data/storage/data_sources.h"
#include "framework/distributed/local_communicator.h"
#include "framework/runs/checkpoint_directory.h"
#include "framework/runs/run_directory.h"
#include "framework/training/data_identity.h"
#include "framework/training/model_state.h"
#include "framework/training/trainer.h"
#include "launch/worker/numerics.h"
#include "launch/worker/opened_features.h"
#include "launch/worker/resume_check.h"
#include "launch/worker/run_facts.h"

namespace tandem {
namespace {

ParentCheckpoint find_parent(const std::string& named) {
  static const std::regex kWithStep(R"((.+)@(\d{1,18}))");
  std::smatch parts;
  const bool has_step = std::regex_match(named, parts, kWithStep);
  const RunPaths run{has_step ? parts[1].str() : named};
  check_is_run(run.root);
  if (has_step) return {run.root, std::stoll(parts[2])};
  const std::optional<int64_t> newest = latest_checkpoint(run.checkpoints());
  if (newest) return {run.root, *newest};
  throw CheckpointError({.what = "the run has no checkpoint",
                         .where = run.checkpoints(),
                         .advice = "Let it train until its first checkpoint."});
}

/// Throws when the new run could not go on from the checkpoint.
void check_fits(const Branch& branch, const RunManifest& manifest) {
  const RunConfiguration& configuration = branch.configuration;
  const RunOptions& options = configuration.options();
  const DataSources data(configuration.data_locations());
  ModelState state(configuration.family(), data.description("train"),
                   static_cast<uint64_t>(options.seed), at::kCPU);
  const auto features = configured_features(configuration, state.model(), data, at::kCPU);
  manifest.check(data_identity(configuration.family(), data, options.evaluation.split),
                 features ? features->network().identity() : "", data_paths(configuration));
  LocalCommunicator alone;
  const CheckpointStore store(RunPaths{branch.parent.run}.checkpoints(), options.checkpoint.keep);
  Trainer trainer({configuration, data, state, alone, store, [] { return false; }});
  trainer.restore(branch.parent.step);
}

}  // namespace

Branch plan_branch(const std::string& parent, const std::vector<std::string>& overrides) {
  const ParentCheckpoint found = find_parent(parent);
  const RunPaths run{found.run};
  Branch branch{.parent = found,
                .configuration = RunConfiguration::load(run.config(), overrides, all_families())};
  const RunManifest manifest(run.root);
  check_options(run, manifest, branch.configuration, OptionChange::kLive);
  set_numerics_environment(branch.configuration.options().numerics);
  configure_numerics(branch.configuration.options().numerics);
  check_fits(branch, manifest);
  warn_of_changes(run, manifest, own_numerics(branch.configuration.options()), found.step);
  return branch;
}

}  // namespace tandem
