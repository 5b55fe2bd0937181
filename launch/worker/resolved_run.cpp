#include "launch/worker/resolved_run.h"

#include "framework/data/storage/data_sources.h"
#include "framework/device/gpu.h"
#include "framework/training/data_check.h"
#include "framework/training/evaluation_check.h"
#include "framework/training/learner.h"
#include "framework/training/objective_check.h"
#include "launch/worker/opened_features.h"

namespace tandem {

ResolvedRun resolved_run(const RunConfiguration& configuration) {
  const RunOptions& options = configuration.options();
  const DataSources data(configuration.data_locations());
  check_data(configuration.family(), data);
  configuration.check_with_places([&] {
    const auto model = configuration.family().build(data.description());
    const std::vector<Objective> objectives = configuration.family().objectives(*model);
    for (const Objective& objective : objectives) {
      check_names(configuration.learner(objective.name), objective);
    }
    check_objectives(configuration, *model);
    check_evaluation(options, data, *model, objectives);
    (void)configured_features(configuration, *model, data, at::kCPU);
  });
  const int64_t gpus = options.device == "cpu" ? 0 : num_gpus();
  return {.yaml = dump_yaml(configuration.section()),
          .name = options.name,
          .steps = options.steps,
          .micro_batches = options.batch.micro_batches,
          .device = gpus > 0 ? "cuda" : "cpu",
          .num_gpus = gpus,
          .shares_gpus = options.ranks.share_gpus};
}

}  // namespace tandem
