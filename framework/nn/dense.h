// A linear layer and its activation as one step of autograd: small networks are bound by the cost
// of a step, not by arithmetic. Used by multilayer_perceptron.
#pragma once

#include <torch/nn/modules/linear.h>

namespace tandem {

/// (N, in) -> (N, out): input · weightᵀ + bias, then leaky ReLU with `negative_slope` at least 0
/// (0: ReLU; 1: none). Differentiable once: differentiating its gradient throws.
at::Tensor dense(const at::Tensor& input, const torch::nn::LinearImpl& parameters,
                 double negative_slope);

/// A linear layer with its parameters, names and initialisation, followed by the activation.
class DenseImpl : public torch::nn::LinearImpl {
 public:
  DenseImpl(int64_t in, int64_t out, double negative_slope)
      : torch::nn::LinearImpl(in, out), negative_slope_(negative_slope) {}
  at::Tensor forward(const at::Tensor& input) { return dense(input, *this, negative_slope_); }

 private:
  double negative_slope_;
};
TORCH_MODULE(Dense);

}  // namespace tandem
