#include "framework/metrics/objective_evaluation.h"

#include <torch/torch.h>

namespace tandem {

NamedValues evaluate_objectives(const GenerativeModel& model,
                                const std::vector<EvaluatedObjective>& objectives,
                                const DataSources& data, const EvaluationSettings& settings,
                                Communicator& communicator) {
  NamedValues values;
  const at::Device device = communicator.device();
  for (const EvaluatedObjective& evaluated : objectives) {
    const Objective& objective = *evaluated.objective;
    if (objective.batch_use != BatchUse::kDraws) continue;
    CoefficientValues coefficients = make_coefficients(objective, device);
    set_coefficients(coefficients, objective, evaluated.own_step);
    const auto num_terms = static_cast<int64_t>(objective.terms.size());
    const auto means = [&](const Batch& input, int64_t chunk) {
      const LaneTensors lanes = make_lane_tensors(model, input.size(), device);
      const Losses losses =
          objective.loss(input, {device, chunk, input.size(), coefficients, lanes});
      std::vector<at::Tensor> terms = losses.terms;
      terms.push_back(losses.total.detach());
      return at::stack(terms);
    };
    const std::vector<double> result = split_means(
        data, settings, {.stream = evaluated.index, .num_values = num_terms + 1, .means = means},
        communicator);
    for (size_t k = 0; k < result.size(); ++k) {
      const std::string name = k < objective.terms.size() ? objective.terms[k] : "loss";
      values.emplace_back(settings.split + "/" + objective.name + "/" + name, result[k]);
    }
  }
  return values;
}

}  // namespace tandem
