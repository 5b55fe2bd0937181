#include "datasets/rotate_image.h"

#include <cmath>
#include <numbers>

namespace tandem {
namespace {

/// The value of one channel at a point between pixels.
double value_at(const Image& image, double y, double x, int64_t channel) {
  const double top = std::floor(y), left = std::floor(x);
  const double down = y - top, right = x - left;
  const auto pixel = [&](int64_t row, int64_t column) -> double {
    if (row < 0 || row >= image.height || column < 0 || column >= image.width) return 0.0;
    return image
        .pixels[static_cast<size_t>((row * image.width + column) * image.channels + channel)];
  };
  const auto row = static_cast<int64_t>(top), column = static_cast<int64_t>(left);
  const double above = (1.0 - right) * pixel(row, column) + right * pixel(row, column + 1);
  const double below = (1.0 - right) * pixel(row + 1, column) + right * pixel(row + 1, column + 1);
  return (1.0 - down) * above + down * below;
}

}  // namespace

Image rotate_image(const Image& image, double degrees) {
  Image result{
      .height = image.height, .width = image.width, .channels = image.channels, .pixels = {}};
  result.pixels.reserve(image.pixels.size());
  const double angle = degrees * std::numbers::pi / 180.0;
  const double cosine = std::cos(angle), sine = std::sin(angle);
  const double center_y = static_cast<double>(image.height - 1) / 2.0;
  const double center_x = static_cast<double>(image.width - 1) / 2.0;
  for (int64_t row = 0; row < image.height; ++row) {
    for (int64_t column = 0; column < image.width; ++column) {
      // Where the pixel was before; rows count downwards.
      const double dy = static_cast<double>(row) - center_y;
      const double dx = static_cast<double>(column) - center_x;
      const double y = center_y + cosine * dy + sine * dx;
      const double x = center_x + cosine * dx - sine * dy;
      for (int64_t channel = 0; channel < image.channels; ++channel) {
        result.pixels.push_back(static_cast<uint8_t>(std::lround(value_at(image, y, x, channel))));
      }
    }
  }
  return result;
}

}  // namespace tandem
