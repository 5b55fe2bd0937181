// An axis of a chart: from values to places, and the round values that are written beside it.
#pragma once

#include <string>
#include <vector>

namespace tandem {

struct Tick {
  double value = 0.0;
  std::string text;
};

/// A stretch of values, low < high.
struct Axis {
  double low = 0.0;
  double high = 1.0;
  bool is_logarithmic = false;
  std::vector<Tick> ticks;

  /// Where a value lies: 0 at the low end, 1 at the high one; beyond for values beyond. Not finite
  /// for a value that has no place.
  double place(double value) const;
};

/// Around all finite values, with about five round ones, 1, 2 or 5 times a power of ten apart; ends
/// at one of these or in the middle between two. [0, 1] for no values.
Axis linear_axis(const std::vector<double>& values);

/// Between powers of ten around all values above zero, of which at most six are written; within one
/// power of ten also 2 and 5 times it. [0.1, 1] for no such values.
Axis logarithmic_axis(const std::vector<double>& values);

/// Logarithmic where all finite values are above zero and the largest is 50 times the smallest.
Axis fitting_axis(const std::vector<double>& values);

/// A round number, multiples of 1000 as "20k" where the largest of its axis has five digits.
std::string tick_text(double value, double step, double largest);

}  // namespace tandem
