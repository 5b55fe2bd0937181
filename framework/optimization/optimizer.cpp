#include "framework/optimization/optimizer.h"

#include <ATen/ATen.h>

#include "framework/config/kinds.h"

namespace tandem {

std::unique_ptr<Optimizer> make_optimizer(const LearnerOptions& options,
                                          const at::Tensor& weights) {
  return kind_named(all_optimizers(), options.optimizer).make(options, weights);
}

at::Tensor decayed_gradient(const at::Tensor& weights, const at::Tensor& gradient,
                            double weight_decay) {
  return weight_decay == 0.0 ? gradient : at::add(gradient, weights, weight_decay);
}

void assign_if_finite(at::Tensor& target, const at::Tensor& taken, const at::Tensor& not_finite) {
  // Chosen, not multiplied by the flag: zero times a value that is not finite is not finite.
  at::where_out(target, not_finite.to(at::kBool), target.clone(), taken);
}

}  // namespace tandem
