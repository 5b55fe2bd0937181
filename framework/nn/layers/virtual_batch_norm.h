// Batch norm that leaves samples independent of each other (Salimans et al., "Improved techniques
// for training GANs", 2016).
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <functional>

namespace tandem {

/// (num_reference + N, features, …) to the same shape. The first rows are a reference batch, which
/// is normalised by its own mean and variance per feature; each further row by those of the
/// reference batch and itself together. Gain and shift per feature are learned. Differentiable any
/// number of times.
class VirtualBatchNormImpl : public torch::nn::Module {
 public:
  VirtualBatchNormImpl(int64_t num_features, int64_t num_reference);
  at::Tensor forward(const at::Tensor& activations);

  at::Tensor weight;  // (features)
  at::Tensor bias;

 private:
  int64_t num_reference_;
};
TORCH_MODULE(VirtualBatchNorm);

/// What a network with such layers makes of `rows` (N, …) behind the rows of its reference batch:
/// (N, …). Without a reference (an undefined tensor): of `rows` alone.
using NetworkFunction = std::function<at::Tensor(const at::Tensor&)>;
at::Tensor with_reference(const at::Tensor& reference, const at::Tensor& rows,
                          const NetworkFunction& network);

}  // namespace tandem
