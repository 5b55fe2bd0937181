#include "framework/report/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "framework/core/chars_of.h"

namespace tandem {
namespace {

// Beyond these a number is written with an exponent.
constexpr int kMaxDecimals = 9;
constexpr double kMaxPlain = 1e9;

int exponent_of(double value) { return static_cast<int>(std::floor(std::log10(std::abs(value)))); }

}  // namespace

Digits digits_of(std::optional<double> value, std::optional<double> half_width) {
  constexpr int kOfInterval = 2;
  constexpr int kOfValue = 4;
  if (value && std::abs(*value) >= kMaxPlain) return {std::nullopt};
  int decimals = 0;
  if (half_width && std::isfinite(*half_width) && *half_width > 0) {
    decimals = kOfInterval - 1 - exponent_of(*half_width);
  } else if (value && std::isfinite(*value) && *value != std::round(*value)) {
    // Whole numbers, such as counts, have no decimals.
    decimals = kOfValue - 1 - exponent_of(*value);
  }
  if (decimals > kMaxDecimals) return {std::nullopt};
  return {std::max(decimals, 0)};
}

std::string number_text(double value, Digits digits) {
  constexpr int kBehindFirst = 3;
  if (!std::isfinite(value)) return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
  // Beyond this a fixed form would be longer than its buffer.
  if (!digits.decimals || std::abs(value) >= kMaxPlain) {
    return chars_of(value, std::chars_format::scientific, kBehindFirst);
  }
  const std::string text = chars_of(value, std::chars_format::fixed, *digits.decimals);
  // What rounds to nought has no sign.
  const bool is_nought = text.find_first_not_of("-0.") == std::string::npos;
  return is_nought && text.front() == '-' ? text.substr(1) : text;
}

std::string number_text(double value, std::optional<double> half_width) {
  const Digits digits = digits_of(value, half_width);
  const std::string text = number_text(value, digits);
  return half_width ? text + " ± " + number_text(*half_width, digits) : text;
}

std::string exact_text(double value) {
  return std::isfinite(value) ? chars_of(value) : number_text(value, Digits{});
}

std::string share_text(double share) {
  constexpr double kLeast = 0.005;
  if (share <= 0 || share >= 1) return share <= 0 ? "0" : "1";
  // What would be rounded to 0.00 or 1.00 is neither.
  if (share < kLeast) return "<0.01";
  if (share >= 1 - kLeast) return ">0.99";
  return chars_of(share, std::chars_format::fixed, 2);
}

std::string count_text(double count) {
  constexpr std::array<std::pair<double, const char*>, 3> kUnits = {
      {{1e9, " G"}, {1e6, " M"}, {1e3, " k"}}};
  constexpr double kFirstShortened = 1e4;
  constexpr int kSignificant = 3;
  constexpr double kMostShortened = 1e15;
  if (!std::isfinite(count) || std::abs(count) >= kMostShortened) {
    return number_text(count, Digits{});
  }
  const double whole = std::round(count);
  if (whole < kFirstShortened) return chars_of(whole, std::chars_format::fixed, 0);
  // Rounded before its unit is chosen: 999,960 is a million.
  const double last_digit = std::pow(10.0, exponent_of(whole) - kSignificant + 1);
  const double rounded = std::round(whole / last_digit) * last_digit;
  const auto& [size, unit] =
      *std::ranges::find_if(kUnits, [rounded](const auto& each) { return rounded >= each.first; });
  const int decimals = std::max(0, kSignificant - 1 - exponent_of(rounded / size));
  return chars_of(rounded / size, std::chars_format::fixed, decimals) + unit;
}

}  // namespace tandem
