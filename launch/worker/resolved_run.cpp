#include "launch/worker/resolved_run.h"

#include <optional>
#include <string>
#include <vector>

#include "experiments/family_table.h"
#include "framework/core/error.h"
#include "framework/device/gpu.h"
#include "framework/distributed/reduction.h"
#include "launch/worker/preflight.h"

namespace tandem {
namespace {

/// Adds the dotted names of options that a run which branches off may change.
void add_live_options(const OptionSection& section, const std::string& prefix, ResolvedRun& run) {
  for (const OptionField& field : section.fields) {
    if (field.change != OptionChange::kNever) run.live_options.push_back(prefix + field.name);
    if (field.keeps_zero) run.live_above_zero.push_back(prefix + field.name);
  }
  for (const OptionSection& inner : section.sections) {
    add_live_options(inner, prefix + inner.name + ".", run);
  }
}

}  // namespace

ResolvedRun resolved_run(const RunConfiguration& configuration) {
  const RunOptions& options = configuration.options();
  const int64_t gpus = options.device == DeviceKind::kCpu ? 0 : num_gpus();
  ResolvedRun run{
      .yaml = dump_yaml(configuration.section()),
      .name = options.name,
      .steps = options.steps,
      .micro_batches = options.batch.micro_batches,
      // Named, it stays, also where this machine has none: ranks may run on other hosts.
      .device =
          gpus > 0 || options.device == DeviceKind::kCuda ? DeviceKind::kCuda : DeviceKind::kCpu,
      .num_gpus = gpus,
      .shares_gpus = options.ranks.share_gpus,
      .patience_seconds = options.supervision.patience_seconds,
      .start_patience_seconds = options.supervision.start_patience_seconds,
      .depends_on_ranks = !is_rank_count_invariant(options.reduction)};
  add_live_options(configuration.section(), "", run);
  return run;
}

ResolvedRun resolved_new_run(const std::vector<std::string>& words, bool may_be_placed) {
  if (words.empty()) throw UsageError({.what = "the configuration is missing"});
  const auto configuration =
      RunConfiguration::load(words.front(), {words.begin() + 1, words.end()}, all_families());
  preflight_alone(configuration, std::nullopt, may_be_placed);
  return resolved_run(configuration);
}

}  // namespace tandem
