#include "framework/report/axis.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "framework/core/chars_of.h"

namespace tandem {
namespace {

constexpr double kLogarithmicFrom = 50.0;
constexpr int kLinearTicks = 5;
constexpr int kMostPowers = 6;
constexpr double kLargeNumbers = 10'000.0;
constexpr double kLongestFixed = 1e7;
constexpr double kSmallestFixed = 1e-4;
constexpr double kLeastReach = 1e-12;  // of the size of the values

struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  bool is_empty() const { return low > high; }
};

Extent extent_of(const std::vector<double>& values, bool positive) {
  Extent extent;
  for (const double value : values) {
    if (!std::isfinite(value) || (positive && value <= 0)) continue;
    extent.low = std::min(extent.low, value);
    extent.high = std::max(extent.high, value);
  }
  return extent;
}

/// 1, 2, 5 or 10 times a power of ten, at least `length`.
double round_step(double length) {
  const double power = std::pow(10.0, std::floor(std::log10(length)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    // A length that is a round one but for rounding is taken as that.
    if (factor * power >= length * (1 - 1e-9)) return factor * power;
  }
  return 10.0 * power;
}

/// The power of ten of a number; a step that is just below one counts as it.
int power_of(double value) {
  return static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-9));
}

/// With as many digits as tell it from the next tick; "1e-05" as "1e-5": ticks are narrow.
std::string scientific(double value, double step) {
  const int precision = std::max(0, power_of(value) - power_of(step));
  std::string text = chars_of(value, std::chars_format::scientific, precision);
  if (const size_t zero = text.find(".0e"); zero != std::string::npos) text.erase(zero, 2);
  const size_t exponent = text.find('e') + 1;
  if (text[exponent] == '+') text.erase(exponent, 1);
  const size_t digits = text.find_first_of("0123456789", exponent);
  if (text[digits] == '0' && digits + 1 < text.size()) text.erase(digits, 1);
  return text;
}

}  // namespace

std::string tick_text(double value, double step, double largest) {
  if (value == 0) return "0";
  const double size = std::abs(largest);
  if (size >= kLongestFixed || size < kSmallestFixed) return scientific(value, step);
  const double thousands = value / 1000.0;
  if (size >= kLargeNumbers && std::abs(thousands - std::round(thousands)) < 1e-9) {
    return chars_of(std::round(thousands), std::chars_format::fixed, 0) + "k";
  }
  const int decimals = std::max(0, -power_of(step));
  return chars_of(value, std::chars_format::fixed, decimals);
}

double Axis::place(double value) const {
  if (is_logarithmic) return std::log(value / low) / std::log(high / low);
  return (value - low) / (high - low);
}

Axis linear_axis(const std::vector<double>& values) {
  Extent extent = extent_of(values, false);
  if (extent.is_empty()) extent = {0.0, 1.0};
  // Values that differ in their last bits alone are one: no step between them can be counted.
  const double size = std::max(std::abs(extent.low), std::abs(extent.high));
  if (extent.high - extent.low <= kLeastReach * size) {
    const double around = size == 0 ? 1.0 : 0.1 * size;
    extent = {extent.low - around, extent.high + around};
  }
  // A base line of zero costs little where the values come near it.
  if (extent.low > 0 && extent.low < 0.25 * extent.high) extent.low = 0;
  const double step = round_step((extent.high - extent.low) / kLinearTicks);
  const double half = step / 2;
  // A value on an end must not push it half a step out by rounding.
  Axis axis{.low = std::floor(extent.low / half + 1e-9) * half,
            .high = std::ceil(extent.high / half - 1e-9) * half};
  const double largest = std::max(std::abs(axis.low), std::abs(axis.high));
  const double last = std::floor(axis.high / step + 1e-9);
  // Multiples, not sums, of the step: rounding does not add up.
  for (double i = std::ceil(axis.low / step - 1e-9); i <= last; ++i) {
    axis.ticks.push_back({i * step, tick_text(i * step, step, largest)});
  }
  return axis;
}

Axis logarithmic_axis(const std::vector<double>& values) {
  Extent extent = extent_of(values, true);
  if (extent.is_empty()) extent = {0.1, 1.0};
  const double first = std::floor(std::log10(extent.low) + 1e-9);
  const double last = std::max(std::ceil(std::log10(extent.high) - 1e-9), first + 1);
  Axis axis{.low = std::pow(10.0, first), .high = std::pow(10.0, last), .is_logarithmic = true};
  // A whole number of powers: every tick stays a power of ten.
  const double stride = std::max(1.0, std::ceil((last - first) / (kMostPowers - 1)));
  const bool is_short = last - first <= 1;
  for (double exponent = first; exponent <= last; exponent += stride) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      const double value = factor * std::pow(10.0, exponent);
      if (value > axis.high * (1 + 1e-9) || (factor > 1 && !is_short)) continue;
      axis.ticks.push_back({value, tick_text(value, value, value)});
    }
  }
  return axis;
}

Axis fitting_axis(const std::vector<double>& values) {
  const bool all_positive =
      std::ranges::none_of(values, [](double value) { return std::isfinite(value) && value <= 0; });
  const Extent extent = extent_of(values, true);
  const bool is_wide = !extent.is_empty() && extent.high >= kLogarithmicFrom * extent.low;
  // Values of 0 and below have no place on a logarithmic axis.
  return all_positive && is_wide ? logarithmic_axis(values) : linear_axis(values);
}

}  // namespace tandem
