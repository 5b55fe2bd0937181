#include "framework/nn/layers/spectral_norm.h"

#include <ATen/ATen.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/utils.h>

namespace tandem {
namespace {

// As in PyTorch's parametrization.
constexpr int kInitialIterations = 15;
constexpr const char* kLeft = "left_vector";
constexpr const char* kRight = "right_vector";

/// Of length 1; a vector of zeros stays one.
at::Tensor unit(const at::Tensor& vector) { return vector / vector.norm().clamp_min(1e-12); }

/// One step of power iteration on matrixᵀ·matrix, written into the vectors.
void iterate(const at::Tensor& matrix, const SingularVectors& vectors) {
  vectors.left.copy_(unit(matrix.mv(vectors.right)));
  vectors.right.copy_(unit(matrix.t().mv(vectors.left)));
}

void iterate_initially(const at::Tensor& weight, const SingularVectors& vectors) {
  const at::Tensor matrix = weight.flatten(1);
  for (int i = 0; i < kInitialIterations; ++i) iterate(matrix, vectors);
}

/// Registers the vectors of a layer as its buffers.
/// As buffers they are saved: a training that is resumed iterates on from them.
SingularVectors register_vectors(torch::nn::Module& layer, const at::Tensor& weight) {
  const SingularVectors initial = initial_singular_vectors(weight);
  return {layer.register_buffer(kLeft, initial.left), layer.register_buffer(kRight, initial.right)};
}

}  // namespace

SingularVectors initial_singular_vectors(const at::Tensor& weight) {
  const torch::NoGradGuard no_gradients;
  const at::Tensor matrix = weight.flatten(1);
  SingularVectors vectors{unit(at::randn({matrix.size(0)}, matrix.options())),
                          unit(at::randn({matrix.size(1)}, matrix.options()))};
  iterate_initially(weight, vectors);
  return vectors;
}

void renew_singular_vectors(torch::nn::Module& module) {
  const torch::NoGradGuard no_gradients;
  for (const auto& part : module.modules()) {
    const auto buffers = part->named_buffers(/*recurse=*/false);
    if (!buffers.contains(kLeft)) continue;
    iterate_initially(part->named_parameters(/*recurse=*/false)["weight"],
                      {buffers[kLeft], buffers[kRight]});
  }
}

at::Tensor spectrally_normalized(const at::Tensor& weight, const SingularVectors& vectors,
                                 bool iterates) {
  const at::Tensor matrix = weight.flatten(1);
  if (iterates) {
    const torch::NoGradGuard no_gradients;
    iterate(matrix, vectors);
  }
  // Copies: a second pass in the same graph iterates on the buffers.
  const at::Tensor left = vectors.left.clone(), right = vectors.right.clone();
  return weight / left.dot(matrix.mv(right));
}

SpectralConv2dImpl::SpectralConv2dImpl(const torch::nn::Conv2dOptions& settings)
    : torch::nn::Conv2dImpl(settings), vectors_(register_vectors(*this, weight)) {}

at::Tensor SpectralConv2dImpl::forward(const at::Tensor& images) {
  return _conv_forward(images, spectrally_normalized(weight, vectors_, is_training()));
}

SpectralLinearImpl::SpectralLinearImpl(int64_t in, int64_t out)
    : torch::nn::LinearImpl(in, out), vectors_(register_vectors(*this, weight)) {}

at::Tensor SpectralLinearImpl::forward(const at::Tensor& activations) {
  return at::linear(activations, spectrally_normalized(weight, vectors_, is_training()), bias);
}

}  // namespace tandem
