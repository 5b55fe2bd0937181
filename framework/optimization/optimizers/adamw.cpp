// AdamW (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019).
#include <ATen/ATen.h>

#include "framework/optimization/fused_adam.h"

namespace tandem {

OptimizerKind adamw_optimizer() {
  return {.name = "adamw",
          .sentence = "Adam with weight decay apart from the gradient",
          .options = {"betas", "epsilon"},
          .decouples_decay = true,
          .make = [](const LearnerOptions& options, const at::Tensor& weights) {
            return make_fused_adam(at::_fused_adamw_, options, weights);
          }};
}

}  // namespace tandem
