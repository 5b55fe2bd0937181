// Layers whose weight is divided by its largest singular value (Miyato et al., "Spectral
// normalization for generative adversarial networks", 2018).
#pragma once

#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

namespace tandem {

/// The pair of vectors that power iteration brings close to the largest singular value σ of a
/// weight, seen as a matrix (out, everything else). Both are buffers of a layer.
struct SingularVectors {
  at::Tensor left;   // (out)
  at::Tensor right;  // (everything else)
};

/// Random unit vectors after 15 iterations.
SingularVectors initial_singular_vectors(const at::Tensor& weight);

/// Follows the weights of all layers below in `module` that were drawn or copied anew, by 15
/// iterations.
void renew_singular_vectors(torch::nn::Module& module);

/// weight / σ with σ = leftᵀ·weight·right, differentiable in the weight with the vectors held
/// fixed; `iterates`: one power iteration first, written into the vectors.
at::Tensor spectrally_normalized(const at::Tensor& weight, const SingularVectors& vectors,
                                 bool iterates);

/// A convolution, and a linear layer, that iterate once in each forward pass in training mode; the
/// vectors are the buffers left_vector and right_vector.
class SpectralConv2dImpl : public torch::nn::Conv2dImpl {
 public:
  explicit SpectralConv2dImpl(const torch::nn::Conv2dOptions& settings);
  at::Tensor forward(const at::Tensor& images);

 private:
  SingularVectors vectors_;
};
TORCH_MODULE(SpectralConv2d);

class SpectralLinearImpl : public torch::nn::LinearImpl {
 public:
  SpectralLinearImpl(int64_t in, int64_t out);
  at::Tensor forward(const at::Tensor& activations);

 private:
  SingularVectors vectors_;
};
TORCH_MODULE(SpectralLinear);

}  // namespace tandem
