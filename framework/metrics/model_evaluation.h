// Everything that a model's capabilities let be measured on a split. Called by the trainer and by
// `tandem-worker evaluate`.
#pragma once

#include <vector>

#include "framework/metrics/judge.h"
#include "framework/metrics/objective_evaluation.h"

namespace tandem {

/// What is evaluated; everything outlives the call.
struct EvaluatedModel {
  GenerativeModel& model;  // in evaluation mode
  const DataSources& data;
  const std::vector<EvaluatedObjective>& objectives;
};

/// The values of evaluate_objectives, evaluate_denoising, evaluate_classes, evaluate_samples and
/// evaluate_translations, the same bits on every rank. Collective.
NamedValues evaluate_model(const EvaluatedModel& evaluated, const EvaluationPlan& plan,
                           Communicator& communicator);

}  // namespace tandem
