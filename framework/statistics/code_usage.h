// Which latents of codes carry anything.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tandem {

/// How many columns of `codes` (N, latents), the means of the distributions that images are encoded
/// to, have a variance above 0.01 (Burda et al., "Importance weighted autoencoders", 2015).
int64_t active_units(const at::Tensor& codes);

/// The mean over rows of the divergence of N(mean, exp(log_variance)), both (N, latents), from the
/// standard normal distribution, in nats: (latents) float64 on the CPU.
at::Tensor latent_divergences(const at::Tensor& mean, const at::Tensor& log_variance);

}  // namespace tandem
