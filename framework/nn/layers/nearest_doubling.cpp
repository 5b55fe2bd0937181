#include "framework/nn/layers/nearest_doubling.h"

#include <torch/enum.h>

#include <vector>

namespace tandem {

torch::nn::Upsample nearest_doubling() {
  return torch::nn::Upsample(torch::nn::UpsampleOptions()
                                 .scale_factor(std::vector<double>{2.0, 2.0})
                                 .mode(torch::kNearest));
}

}  // namespace tandem
