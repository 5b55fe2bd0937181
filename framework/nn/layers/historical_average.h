// The mean of a network's weights over its training, to hold the weights near it (Salimans et al.,
// "Improved techniques for training GANs", 2016).
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <vector>

namespace tandem {

/// Register it in the network that it watches: its buffers are as large as the network, and are
/// reduced with its gradients at every update.
class HistoricalAverageImpl : public torch::nn::Module {
 public:
  /// Watches all parameters that the network has by now.
  explicit HistoricalAverageImpl(const torch::nn::Module& network);

  /// ‖θ − (1/t)·Σ θ[i]‖² over the weights before each of the t updates so far, these included: a
  /// scalar, differentiable in θ with the mean held fixed. In training mode the mean first takes in
  /// θ, so a loss calls it once.
  at::Tensor squared_distance();

 private:
  std::vector<at::Tensor> parameters_;
  std::vector<at::Tensor> means_;
  at::Tensor num_updates_;
};
TORCH_MODULE(HistoricalAverage);

}  // namespace tandem
