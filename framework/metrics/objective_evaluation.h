// What a model is worth by its own objectives on a split that it is not trained on. Called by the
// trainer and by `tandem-worker evaluate`.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "framework/metrics/split_means.h"
#include "framework/model/generative_model.h"

namespace tandem {

using NamedValues = std::vector<std::pair<std::string, double>>;

/// An objective that is to be evaluated.
struct EvaluatedObjective {
  const Objective* objective;
  uint64_t index = 0;    // its place in the model, which names its random stream
  int64_t own_step = 0;  // steps in which it was trained: what its coefficients depend on
};

/// Means of the terms of every given objective that draws batches, named
/// `<split>/<objective>/<term>`, its total as `…/loss`. The model is in evaluation mode.
/// Collective.
NamedValues evaluate_objectives(const GenerativeModel& model,
                                const std::vector<EvaluatedObjective>& objectives,
                                const DataSources& data, const EvaluationSettings& settings,
                                Communicator& communicator);

}  // namespace tandem
