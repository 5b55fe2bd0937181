#include "launch/worker/resolved_run.h"

#include "framework/device/gpu.h"

namespace tandem {

ResolvedRun resolved_run(const RunConfiguration& configuration) {
  const RunOptions& options = configuration.options();
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
