#include "framework/nn/layers/historical_average.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/utils.h>

#include <string>

namespace tandem {

HistoricalAverageImpl::HistoricalAverageImpl(const torch::nn::Module& network)
    : parameters_(network.parameters()),
      num_updates_(register_buffer("num_updates", at::zeros({1}, at::kLong))) {
  for (const at::Tensor& parameter : parameters_) {
    means_.push_back(
        register_buffer("mean_" + std::to_string(means_.size()), at::zeros_like(parameter)));
  }
}

at::Tensor HistoricalAverageImpl::squared_distance() {
  if (is_training()) {
    const torch::NoGradGuard no_gradients;
    num_updates_.add_(1);
    // The count stays on the device: reading it back would make the host wait.
    const at::Tensor share = num_updates_.to(at::kFloat).reciprocal();
    for (size_t i = 0; i < means_.size(); ++i) {
      // A running mean: earlier weights need not be kept.
      means_[i].add_((parameters_[i] - means_[i]).mul_(share));
    }
  }
  std::vector<at::Tensor> distances;
  for (size_t i = 0; i < means_.size(); ++i) {
    distances.push_back(at::mse_loss(parameters_[i], means_[i], at::Reduction::Sum));
  }
  return at::stack(distances).sum();
}

}  // namespace tandem
