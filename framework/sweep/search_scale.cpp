#include "framework/sweep/search_scale.h"

#include <algorithm>
#include <cmath>

namespace tandem {

Interval searched_interval(const Distribution& distribution) {
  const double half = distribution.step / 2;
  return {to_scale(distribution, distribution.low - half),
          to_scale(distribution, distribution.high + half)};
}

double to_scale(const Distribution& distribution, double value) {
  return distribution.is_log ? std::log(value) : value;
}

double from_scale(const Distribution& distribution, double point) {
  double value = distribution.is_log ? std::exp(point) : point;
  if (distribution.step != 0) {
    // Halves go to even numbers, as numpy rounds them.
    const double steps = std::nearbyint((value - distribution.low) / distribution.step);
    value = distribution.low + steps * distribution.step;
  }
  // The interval of a stepped parameter is wider than its values, and exp(log(x)) need not be x.
  return std::clamp(value, distribution.low, distribution.high);
}

}  // namespace tandem
