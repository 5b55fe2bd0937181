// The evaluation of a run, as its configuration says.
#pragma once

#include <cstdint>
#include <vector>

#include "framework/data/storage/data_sources.h"
#include "framework/metrics/evaluation.h"
#include "framework/training/model_state.h"
#include "framework/training/phase_plan.h"
#include "framework/training/run_configuration.h"

namespace tandem {

/// What is evaluated, and with what; everything outlives the evaluation.
struct EvaluatedRun {
  const RunConfiguration& configuration;
  const DataSources& data;
  ModelState& state;
  DataFeatures* features = nullptr;  // null: there is no feature network
};

/// The objectives that were trained in the last of `step` steps.
std::vector<EvaluatedObjective> evaluated_objectives(const ModelState& state,
                                                     const PhasePlan& phases, int64_t step);

/// As the options of the run say: without a feature network, and no likelihood is estimated.
EvaluationPlan evaluation_plan(const RunConfiguration& configuration, int64_t step);

/// The values after `step` steps, of the weights as they are; none where the data lacks the split.
/// Collective.
NamedValues evaluate_run(const EvaluatedRun& run, int64_t step, Communicator& communicator);

}  // namespace tandem
