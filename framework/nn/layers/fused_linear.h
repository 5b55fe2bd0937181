// Linear layers and their activations, any number of them as one node of autograd: small networks
// are bound by the number of operations, not by arithmetic.
#pragma once

#include <torch/nn/modules/linear.h>

#include <vector>

namespace tandem {

/// (N, in) -> (N, out): input · weightᵀ + bias, then leaky ReLU with `negative_slope` at least 0
/// (0: ReLU; 1: none). Parameters, names and initialisation are those of a linear layer.
/// Differentiable once: differentiating its gradient throws.
class FusedLinearImpl : public torch::nn::LinearImpl {
 public:
  FusedLinearImpl(int64_t in, int64_t out, double negative_slope)
      : torch::nn::LinearImpl(in, out), negative_slope_(negative_slope) {}
  at::Tensor forward(const at::Tensor& input);
  double negative_slope() const { return negative_slope_; }

 private:
  double negative_slope_;
};
TORCH_MODULE(FusedLinear);

/// One layer after the other, as one node. (N, in of the first) -> (N, out of the last).
at::Tensor fused_forward(const at::Tensor& input,
                         const std::vector<const FusedLinearImpl*>& layers);

}  // namespace tandem
