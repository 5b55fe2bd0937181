// What the objectives of a model are worth on images that they are not trained on.
#include <ATen/ATen.h>

#include "framework/metrics/metric_context.h"
#include "framework/metrics/split_means.h"

namespace tandem {
namespace {

Measured measure(const Measuring& measuring) {
  MetricContext& context = measuring.context;
  const EvaluatedObjective& evaluated = context.objectives()[measuring.part.index];
  const Objective& objective = *evaluated.objective;
  const at::Device device = context.communicator().device();
  CoefficientValues coefficients = make_coefficients(objective, device);
  set_coefficients(coefficients, objective, evaluated.own_step);
  const auto means = [&](const Batch& input, int64_t chunk) {
    // Fresh ones: those of the training are part of its course, not of the weights.
    const LaneTensors lane = make_lane_tensors(context.model(), input.size(), device);
    const Losses losses = objective.loss(input, {device, chunk, input.size(), coefficients, lane});
    std::vector<at::Tensor> terms = losses.terms;
    // Behind the terms, as the part names its values.
    terms.push_back(losses.total.detach());
    return at::stack(terms);
  };
  const std::vector<double> result =
      split_means(context.data(), context.settings(),
                  {.stream = evaluated.index,
                   .num_values = static_cast<int64_t>(measuring.part.values.size()),
                   .means = means},
                  context.communicator());
  return {.values = {result.begin(), result.end()}};
}

}  // namespace

Metric objective_terms_metric() {
  return {.name = "objective_terms",
          .sentence = "Means of the terms of each objective that draws batches, and of its loss.",
          .subject = Subject::kObjectives,
          .when = Measure::kInTraining,
          .rounds = false,
          .measure = measure};
}

}  // namespace tandem
