// The standard normal distribution, cut off at both sides.
#pragma once

namespace tandem {

/// Logarithm of the probability of [low, high], low < high, under the standard normal distribution.
/// Minus infinity where a double has no such probability (beyond 37 on one side).
double log_normal_mass(double low, double high);

/// The point below which `share`, in [0, 1), of the standard normal distribution on [low, high]
/// lies; low <= 0 <= high, low < high.
double truncated_normal_quantile(double share, double low, double high);

}  // namespace tandem
