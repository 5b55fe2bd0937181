#include "datasets/sprite_shapes.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>

namespace tandem {
namespace {

// In pixels, at scale 1. No shape reaches farther than kReach from its center, and centers keep
// that distance from the border: nothing is ever cut off.
constexpr double kReach = 16.0;
constexpr double kSquareHalfSide = 11.0;
constexpr double kEllipseAxes[2] = {15.0, 7.5};
constexpr double kHeartUnit = 11.5;

/// Whether a point, in the shape's own upright frame (y up, pixels at scale 1), is inside.
bool is_inside(int64_t shape, double x, double y) {
  if (shape == 1) return std::abs(x) <= kSquareHalfSide && std::abs(y) <= kSquareHalfSide;
  if (shape == 2) {
    const double a = x / kEllipseAxes[0], b = y / kEllipseAxes[1];
    return a * a + b * b <= 1.0;
  }
  // The heart curve (x^2 + y^2 - 1)^3 = x^2 y^3, a little lowered so that it is centered.
  const double a = x / kHeartUnit, b = y / kHeartUnit + 0.1;
  const double circle = a * a + b * b - 1.0;
  return circle * circle * circle <= a * a * b * b * b;
}

}  // namespace

std::array<int64_t, 6> sprite_classes(int64_t index) {
  std::array<int64_t, 6> classes{};
  for (size_t i = classes.size(); i-- > 0;) {
    classes[i] = index % kSpriteFactorSizes[i];
    index /= kSpriteFactorSizes[i];
  }
  return classes;
}

std::array<double, 6> sprite_values(const std::array<int64_t, 6>& classes) {
  return {1.0,
          static_cast<double>(classes[1] + 1),
          0.5 + 0.1 * static_cast<double>(classes[2]),
          static_cast<double>(classes[3]) * 2.0 * std::numbers::pi / 40.0,
          static_cast<double>(classes[4]) / 31.0,
          static_cast<double>(classes[5]) / 31.0};
}

void draw_sprite(const std::array<double, 6>& values, uint8_t* pixels) {
  const auto size = static_cast<double>(kSpriteSize);
  const double scale = values[2];
  // The inverse of turning and scaling the shape: it takes pixels into the shape's own frame.
  const double cosine = std::cos(values[3]) / scale, sine = std::sin(values[3]) / scale;
  const double center_x = kReach + values[4] * (size - 2.0 * kReach);
  const double center_y = kReach + values[5] * (size - 2.0 * kReach);
  // Rows and columns that the shape can reach.
  const auto first = [](double center) {
    return std::max<int64_t>(0, static_cast<int64_t>(center - kReach));
  };
  const auto end = [](double center) {
    return std::min<int64_t>(kSpriteSize, static_cast<int64_t>(center + kReach) + 1);
  };
  const auto shape = static_cast<int64_t>(values[1]);
  std::memset(pixels, 0, static_cast<size_t>(kSpriteSize * kSpriteSize));
  for (int64_t row = first(center_y); row < end(center_y); ++row) {
    for (int64_t column = first(center_x); column < end(center_x); ++column) {
      // The pixel's centre; rows count downwards, y upwards.
      const double x = static_cast<double>(column) + 0.5 - center_x;
      const double y = center_y - static_cast<double>(row) - 0.5;
      if (is_inside(shape, cosine * x + sine * y, cosine * y - sine * x)) {
        pixels[row * kSpriteSize + column] = 255;
      }
    }
  }
}

}  // namespace tandem
