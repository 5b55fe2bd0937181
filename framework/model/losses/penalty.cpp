#include "framework/model/losses/penalty.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <vector>

namespace tandem {
namespace {

/// ‖∇ score‖² at each point, (N), differentiable.
at::Tensor squared_gradient_norms(const Score& score, const at::Tensor& points) {
  // A leaf: nothing of the penalty flows back into what the points were made from.
  const at::Tensor input = points.detach().requires_grad_(true);
  // The gradient of the sum is that of each sample only where no score looks at other samples.
  const at::Tensor gradient =
      torch::autograd::grad({score(input).sum()}, {input}, {}, true, true)[0];
  return gradient.flatten(1).square().sum(1);
}

}  // namespace

at::Tensor interpolated_points(const at::Tensor& real, const at::Tensor& fake) {
  std::vector<int64_t> shape(static_cast<size_t>(real.dim()), 1);
  shape[0] = real.size(0);
  return at::lerp(fake, real, at::rand(shape, real.options()));
}

GradientPenalty gradient_penalty(const Score& score, const at::Tensor& points, bool one_sided) {
  // The small constant keeps the root differentiable at zero.
  const at::Tensor norms = squared_gradient_norms(score, points).add(1e-12).sqrt();
  const at::Tensor excess = one_sided ? (norms - 1).clamp_min(0) : norms - 1;
  return {excess.square().mean(), norms.detach().mean()};
}

at::Tensor zero_centered_penalty(const Score& score, const at::Tensor& real) {
  return squared_gradient_norms(score, real).mean();
}

}  // namespace tandem
