#include "framework/metrics/model_evaluation.h"

#include <ATen/ATen.h>

#include "framework/metrics/class_evaluation.h"
#include "framework/metrics/denoising_quality.h"
#include "framework/metrics/sample_quality.h"
#include "framework/metrics/translation_quality.h"

namespace tandem {

NamedValues evaluate_model(const EvaluatedModel& evaluated, const EvaluationPlan& plan,
                           Communicator& communicator) {
  const auto& [model, data, objectives] = evaluated;
  NamedValues values = evaluate_objectives(model, objectives, data, plan.settings, communicator);
  for (const NamedValues& more : {evaluate_denoising(model, data, plan.settings, communicator),
                                  evaluate_classes(model, data, plan.settings, communicator),
                                  evaluate_samples(model, data, plan, communicator),
                                  evaluate_translations(model, data, plan, communicator)}) {
    values.insert(values.end(), more.begin(), more.end());
  }
  if (values.empty()) return values;
  // Ranks decide by these values together.
  at::Tensor numbers = at::empty({static_cast<int64_t>(values.size())}, at::kDouble);
  auto* number = numbers.mutable_data_ptr<double>();
  for (const auto& [name, value] : values) *number++ = value;
  numbers = numbers.to(communicator.device());
  communicator.broadcast(numbers, 0);
  numbers = numbers.to(at::kCPU);
  const auto* shared = numbers.const_data_ptr<double>();
  for (auto& [name, value] : values) value = *shared++;
  return values;
}

}  // namespace tandem
