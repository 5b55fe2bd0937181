#include "framework/model/losses/likelihood.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numbers>

namespace tandem {

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

}  // namespace tandem
