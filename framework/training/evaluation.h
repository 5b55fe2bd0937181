// The evaluation of a run, as its configuration says.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
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
  MeasuringNetworks* networks = nullptr;  // null: none
  std::string numerics = {};              // what results depend on besides model and data
  /// Keeps a record, on rank 0; for evaluations whose metrics the options name.
  std::function<void(const EvaluationRecord& record)> keep = {};
};

/// Digest of the weights and buffers that a model has.
std::string weights_digest(ModelState& state);

/// What the rows are that a family is evaluated on and beside, as records say it: images of all
/// splits, their labels and factors.
std::string evaluated_data(const Family& family, const DataSources& data);

/// The objectives that were trained in the last of `step` steps.
std::vector<EvaluatedObjective> evaluated_objectives(const ModelState& state,
                                                     const PhasePlan& phases, int64_t step);

/// As the options of the run say: without a feature network, and no likelihood is estimated.
EvaluationPlan evaluation_plan(const RunConfiguration& configuration, int64_t step);

/// The values after `step` steps, of the weights as they are; none where the data lacks the split.
/// Collective.
NamedValues evaluate_run(const EvaluatedRun& run, int64_t step, Communicator& communicator);

}  // namespace tandem
