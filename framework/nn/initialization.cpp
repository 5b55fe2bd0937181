#include "framework/nn/initialization.h"

#include <torch/torch.h>

#include "framework/nn/spectral_norm.h"

namespace tandem {

void initialize_normal(torch::nn::Module& module, double deviation) {
  torch::NoGradGuard no_grad;
  for (const auto& part : module.modules()) {
    for (auto& parameter : part->named_parameters(/*recurse=*/false)) {
      if (parameter.key() == "bias") {
        parameter.value().zero_();
      } else if (parameter.key() == "weight") {
        // A weight of one dimension is the gain of a norm.
        parameter.value().normal_(parameter.value().dim() == 1 ? 1.0 : 0.0, deviation);
      }
    }
  }
  renew_singular_vectors(module);
}

}  // namespace tandem
