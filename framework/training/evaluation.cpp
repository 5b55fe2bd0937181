#include "framework/training/evaluation.h"

#include <algorithm>

#include "framework/model/evaluation_mode.h"

namespace tandem {

std::vector<EvaluatedObjective> evaluated_objectives(const ModelState& state,
                                                     const PhasePlan& phases, int64_t step) {
  std::vector<EvaluatedObjective> evaluated;
  const std::vector<Objective>& objectives = state.objectives();
  for (size_t k = 0; k < objectives.size(); ++k) {
    if (!phases.is_active(k, std::max<int64_t>(step - 1, 0))) continue;
    evaluated.push_back({&objectives[k], k, phases.active_steps_before(k, step)});
  }
  return evaluated;
}

EvaluationPlan evaluation_plan(const RunConfiguration& configuration, int64_t step) {
  const RunOptions& options = configuration.options();
  return {.settings = {.seed = static_cast<uint64_t>(options.seed),
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
  plan.features = run.features;
  const EvaluationMode mode(run.state.model());
  const auto objectives = evaluated_objectives(run.state, run.configuration.phases(), step);
  return evaluate({run.state.model(), run.data, objectives}, plan, communicator).values;
}

}  // namespace tandem
