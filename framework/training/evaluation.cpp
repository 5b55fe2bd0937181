#include "framework/training/evaluation.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "framework/core/digest.h"
#include "framework/model/evaluation_mode.h"

namespace tandem {

std::vector<EvaluatedObjective> evaluated_objectives(const ModelState& state,
                                                     const PhasePlan& phases, int64_t step) {
  std::vector<EvaluatedObjective> evaluated;
  const std::vector<Objective>& objectives = state.objectives();
  for (size_t k = 0; k < objectives.size(); ++k) {
    // The last of `step` steps has the number step - 1; before any, the first phase counts.
    if (!phases.is_active(k, std::max<int64_t>(step - 1, 0))) continue;
    evaluated.push_back({&objectives[k], k, phases.active_steps_before(k, step)});
  }
  return evaluated;
}

std::string weights_digest(ModelState& state) {
  Digest digest;
  for (const at::Tensor& part : {state.parameters().weights(), state.parameters().buffers()}) {
    const at::Tensor values = part.detach().to(at::kCPU).contiguous();
    digest.update(values.const_data_ptr(), values.nbytes());
  }
  return digest.hex();
}

std::string evaluated_data(const Family& family, const DataSources& data) {
  // What the data has, whatever the family reads: families that read labels, too, are compared with
  // those that do not.
  std::string rows;
  for (const std::string& field : family.data.fields) {
    if (!holds_images(field)) continue;
    for (const char* group : {"train", "valid", "test"}) {
      for (const std::string& name : {field, label_field(field), std::string("latents/classes")}) {
        if (!data.has_field(group, name)) continue;
        rows += std::string(group) + "/" + name + " " + data.field(group, name).digest() + "\n";
      }
    }
  }
  return digest_of(rows);
}

EvaluationPlan evaluation_plan(const RunConfiguration& configuration, int64_t step) {
  const RunOptions& options = configuration.options();
  return {.settings = {.seed = static_cast<uint64_t>(options.evaluation.sampling_seed),
                       .step = step,
                       .chunk_size = options.evaluation.chunk_size,
                       .split = options.evaluation.split,
                       .fields = configuration.family().data.fields,
                       .pixel_range = configuration.family().data.pixel_range},
          .num_samples = options.evaluation.samples};
}

NamedValues evaluate_run(const EvaluatedRun& run, int64_t step, Communicator& communicator) {
  EvaluationPlan plan = evaluation_plan(run.configuration, step);
  if (!run.data.has_group(plan.settings.split)) return {};
  const RunOptions& options = run.configuration.options();
  plan.networks = run.networks;
  // Only records say what they depend on: the digest of all weights is not computed in vain.
  if (!options.evaluation.metrics.empty()) {
    plan.weights = {.digest = weights_digest(run.state),
                    .kind = kAsSampled,
                    .data = evaluated_data(run.configuration.family(), run.data),
                    .numerics = run.numerics};
    plan.measured = run.keep;
  }
  const EvaluationMode mode(run.state.model());
  const auto objectives = evaluated_objectives(run.state, run.configuration.phases(), step);
  const auto metrics = chosen_metrics(options.evaluation.metrics, Measure::kInTraining);
  return values_of(evaluate({run.state.model(), run.data, objectives}, plan, communicator, metrics),
                   plan.settings.split);
}

}  // namespace tandem
