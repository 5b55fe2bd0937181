#include "framework/nn/initialization.h"

#include <torch/torch.h>

namespace tandem {

void initialize_normal(torch::nn::Module& module, double deviation) {
  torch::NoGradGuard no_grad;
  for (const auto& part : module.modules()) {
    const bool normalizes = part->as<torch::nn::BatchNorm1d>() != nullptr ||
                            part->as<torch::nn::BatchNorm2d>() != nullptr;
    for (auto& parameter : part->named_parameters(/*recurse=*/false)) {
      if (parameter.key() == "bias") {
        parameter.value().zero_();
      } else if (parameter.key() == "weight") {
        parameter.value().normal_(normalizes ? 1.0 : 0.0, deviation);
      }
    }
  }
}

}  // namespace tandem
