// Divergences between Gaussians.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "framework/statistics/row_moments.h"

namespace tandem {

/// KL(first ‖ second) = ½ [tr C₂⁻¹C₁ + Δᵀ C₂⁻¹ Δ − d + ln |C₂| / |C₁|] in nats (Kullback,
/// "Information theory and statistics", 1959), by Cholesky factors. Infinite where a covariance is
/// singular, NaN where a value is not finite.
double gaussian_divergence(const Gaussian& first, const Gaussian& second);

/// What KL(first ‖ second) is expected to be between fits to `num_first` and `num_second` rows of
/// one normal distribution, whose covariances have Wishart distributions W(n) / n with n = rows −
/// 1: E tr S₂⁻¹S₁ = d n₂ / (n₂ − d − 1), E ln |W(n)| = Σ ψ((n − i) / 2) + d ln 2 over i < d
/// (Muirhead, "Aspects of multivariate statistical theory", 1982). Infinite where the fits may be
/// singular.
double expected_gaussian_divergence(int64_t num_features, int64_t num_first, int64_t num_second);

}  // namespace tandem
