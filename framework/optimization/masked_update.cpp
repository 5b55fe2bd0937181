#include "framework/optimization/masked_update.h"

#include <ATen/ATen.h>

namespace tandem {

at::Tensor decayed_gradient(const at::Tensor& weights, const at::Tensor& gradient,
                            double weight_decay) {
  return weight_decay == 0.0 ? gradient : at::add(gradient, weights, weight_decay);
}

void assign_if_finite(at::Tensor& target, const at::Tensor& taken, const at::Tensor& not_finite) {
  // Chosen, not multiplied by the flag: zero times a value that is not finite is not finite.
  at::where_out(target, not_finite.to(at::kBool), target.clone(), taken);
}

}  // namespace tandem
