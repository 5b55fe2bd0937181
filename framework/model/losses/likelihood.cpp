#include "framework/model/losses/likelihood.h"

#include <torch/torch.h>

#include <cmath>
#include <numbers>

namespace tandem {
namespace {

/// ‖∇ score‖² at each point, (N), differentiable.
at::Tensor squared_gradient_norms(const Score& score, const at::Tensor& points) {
  const at::Tensor input = points.detach().requires_grad_(true);
  const at::Tensor gradient =
      torch::autograd::grad({score(input).sum()}, {input}, {}, true, true)[0];
  return gradient.flatten(1).square().sum(1);
}

}  // namespace

at::Tensor bernoulli_negative_log_likelihood(const at::Tensor& logits, const at::Tensor& targets) {
  const at::Tensor sum =
      at::binary_cross_entropy_with_logits(logits, targets, {}, {}, at::Reduction::Sum);
  return sum / targets.size(0);
}

at::Tensor gaussian_negative_log_likelihood(const at::Tensor& mean, const at::Tensor& targets,
                                            double standard_deviation) {
  const double variance = standard_deviation * standard_deviation;
  const double pixels = static_cast<double>(targets.numel()) / targets.size(0);
  const at::Tensor squares = at::mse_loss(mean, targets, at::Reduction::Sum) / targets.size(0);
  return squares / (2 * variance) + 0.5 * pixels * std::log(2 * std::numbers::pi * variance);
}

at::Tensor bernoulli_negative_log_likelihoods(const at::Tensor& logits, const at::Tensor& targets) {
  return at::binary_cross_entropy_with_logits(logits, targets, {}, {}, at::Reduction::None)
      .flatten(1)
      .sum(1);
}

at::Tensor gaussian_negative_log_likelihoods(const at::Tensor& mean, const at::Tensor& targets,
                                             const at::Tensor& log_deviation) {
  const at::Tensor errors = (mean - targets).flatten(1) * (-log_deviation).exp();
  const double constant = 0.5 * std::log(2 * std::numbers::pi);
  return (errors.square() * 0.5 + log_deviation + constant).sum(1);
}

at::Tensor standard_normal_divergence(const at::Tensor& mean, const at::Tensor& log_variance) {
  const at::Tensor terms = 1 + log_variance - mean.square() - log_variance.exp();
  return terms.sum() * (-0.5 / mean.size(0));
}

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
