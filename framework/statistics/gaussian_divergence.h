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

/// What it is expected to be between fits to `num_first` and `num_second` rows of one normal
/// distribution, to first order in 1 / rows: (1 / N + 1 / M) d (d + 3) / 4.
double expected_gaussian_divergence(int64_t num_features, int64_t num_first, int64_t num_second);

}  // namespace tandem
