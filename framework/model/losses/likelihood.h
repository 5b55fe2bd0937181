// How probable what was measured is under a distribution that a network describes. Where nothing
// else is said a function returns a scalar: the mean over the samples of the micro-batch of a sum
// over everything else.
#pragma once

#include <ATen/core/Tensor.h>

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

}  // namespace tandem
