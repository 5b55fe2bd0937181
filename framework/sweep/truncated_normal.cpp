#include "framework/sweep/truncated_normal.h"

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>

namespace tandem {
namespace {

// What lies beyond is less than half a unit in the last place of the whole.
constexpr double kFar = 9;

// What the Taylor series below leaves out is then less than 1e-14 of the whole.
constexpr double kNarrow = 0.08;

double scaled(double x) { return x / std::numbers::sqrt2; }

/// Of middle ± half: the density in the middle times the mean of what it is multiplied by around
/// it, whose derivatives are Hermite polynomials.
double log_narrow_mass(double middle, double half) {
  const double m = middle * middle;
  const double h = half * half;
  const double mean =
      1 +
      h * ((m - 1) / 6 + h * (((m - 6) * m + 3) / 120 + h * (((m - 15) * m + 45) * m - 15) / 5040));
  return std::log(2 * half * mean * std::numbers::inv_sqrtpi / std::numbers::sqrt2) - m / 2;
}

}  // namespace

double log_normal_mass(double low, double high) {
  if (low <= -kFar && high >= kFar) return 0;
  // What lies above 0 is mirrored: only lower tails are looked at below.
  if (low > 0) return log_normal_mass(-high, -low);
  // Differences would cancel, and take longer.
  const double half = (high - low) / 2;
  const double middle = low + half;
  if (half * std::max(1.0, std::abs(middle)) < kNarrow) return log_narrow_mass(middle, half);
  // The tail is a difference of small numbers, the middle one of numbers of different signs: either
  // way little is cancelled.
  const double doubled = high <= 0 ? std::erfc(scaled(-high)) - std::erfc(scaled(-low))
                                   : std::erf(scaled(high)) - std::erf(scaled(low));
  return std::log(0.5 * doubled);
}

double truncated_normal_quantile(double share, double low, double high) {
  // Below `low` there may be nothing that a double can hold, of which erfc_inv is infinite.
  if (share == 0) return low;
  const double below = 0.5 * std::erfc(scaled(-low));
  const double above = 0.5 * std::erfc(scaled(high));
  const double mass = std::exp(log_normal_mass(low, high));
  const double left = below + share * mass;
  // From the nearer end, where probabilities are small and exact.
  const double point =
      left < 0.5 ? -std::numbers::sqrt2 * boost::math::erfc_inv(2 * left)
                 : std::numbers::sqrt2 * boost::math::erfc_inv(2 * (above + (1 - share) * mass));
  return std::clamp(point, low, high);
}

}  // namespace tandem
