// Penalties on the code of an autoencoder.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tandem {

/// Σ_j KL(Bernoulli(ρ) || Bernoulli(mean of unit j)), the mean taken over the micro-batch; code
/// (N, units) with values in (0, 1), ρ = `target` (Ng, "Sparse autoencoder", CS294A notes, 2011).
at::Tensor sparsity_divergence(const at::Tensor& code, double target);

/// Mean over the samples of ‖∂code/∂input‖²_F of one layer code = σ(W·input + b), in closed form;
/// code (N, units), weight (units, inputs) (Rifai et al., "Contractive auto-encoders", 2011).
at::Tensor sigmoid_jacobian_norm(const at::Tensor& code, const at::Tensor& weight);

/// The same of any network by differentiation of `code` (N, units) in `input` (N, …), itself
/// differentiable: exact with one pass per unit when `probes` is 0, else the unbiased mean of
/// ‖vᵀ·∂code/∂input‖² over that many random signs v (Hutchinson, 1990).
at::Tensor jacobian_norm(const at::Tensor& code, const at::Tensor& input, int64_t probes);

}  // namespace tandem
