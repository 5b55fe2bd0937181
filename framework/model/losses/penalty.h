// Penalties on the gradient of a score in what is scored: they bound its slope. Scalars: means over
// the samples of the micro-batch.
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>

namespace tandem {

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
