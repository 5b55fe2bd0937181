// Losses that several families share. Where nothing else is said a function returns a scalar: the
// mean over the samples of the micro-batch of a sum over everything else.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

namespace tandem {

/// −log p(x | logits) of independent Bernoulli pixels, in nats per image; `targets` in [0, 1] are
/// taken as means. Both (N, …).
at::Tensor bernoulli_negative_log_likelihood(const at::Tensor& logits, const at::Tensor& targets);

/// −log p(x | mean) of independent Gaussian pixels with one fixed standard deviation, in nats per
/// image, normalisation included. Both (N, …).
at::Tensor gaussian_negative_log_likelihood(const at::Tensor& mean, const at::Tensor& targets,
                                            double standard_deviation);

/// The two of each image, (N), not averaged; `log_deviation` (1) is the deviation's logarithm,
/// which may be learned.
at::Tensor bernoulli_negative_log_likelihoods(const at::Tensor& logits, const at::Tensor& targets);
at::Tensor gaussian_negative_log_likelihoods(const at::Tensor& mean, const at::Tensor& targets,
                                             const at::Tensor& log_deviation);

/// KL(N(mean, exp(log_variance)) || N(0, 1)), in nats per image (Kingma and Welling,
/// "Auto-encoding variational Bayes", 2013, appendix B). Both (N, latent).
at::Tensor standard_normal_divergence(const at::Tensor& mean, const at::Tensor& log_variance);

/// Binary cross-entropy of scores (logits, (N, 1)) of `num_real` real samples and then fake ones,
/// the mean of each kind. One pass of the scoring network over both kinds, where it has no batch
/// norm, does the work of two. With one kind alone only `total` is defined. Differentiable once.
struct RealFakeLosses {
  at::Tensor real;   // −mean log σ(score) of the real samples, detached
  at::Tensor fake;   // −mean log(1 − σ(score)) of the fake ones, detached
  at::Tensor total;  // real + fake, differentiable
};
RealFakeLosses real_fake_cross_entropy(const at::Tensor& logits, int64_t num_real);

using Score = std::function<at::Tensor(const at::Tensor&)>;

/// Points x̂ on the lines between `real` and `fake` (N, …), one position per sample, uniform.
at::Tensor interpolated_points(const at::Tensor& real, const at::Tensor& fake);

/// Gradient penalty E[(‖∇D(x̂)‖ − 1)²] at points x̂ (N, …) (Gulrajani et al., "Improved training of
/// Wasserstein GANs", 2017); `one_sided`: E[max(0, ‖∇D(x̂)‖ − 1)²].
struct GradientPenalty {
  at::Tensor penalty;
  at::Tensor mean_norm;  // E‖∇D(x̂)‖, detached
};
GradientPenalty gradient_penalty(const Score& score, const at::Tensor& points, bool one_sided);

/// E‖∇D(x)‖² at real samples (N, …): R1 without its weight γ/2 (Mescheder et al., "Which training
/// methods for GANs do actually converge?", 2018).
at::Tensor zero_centered_penalty(const Score& score, const at::Tensor& real);

}  // namespace tandem
