// Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015).
#include <ATen/ATen.h>

#include "framework/optimization/fused_adam.h"

namespace tandem {

OptimizerKind adam_optimizer() {
  return {.name = "adam",
          .sentence = "adaptive moment estimation",
          .options = {"betas", "epsilon"},
          .make = [](const LearnerOptions& options, const at::Tensor& weights) {
            return make_fused_adam(at::_fused_adam_, options, weights);
          }};
}

}  // namespace tandem
