#include "datasets/image_operations.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace tandem {
namespace {

/// How many times the pixels before or after resizing, at most, lie between its two steps.
constexpr int64_t kMaxGrowth = 4;

/// The part of the input that makes one pixel of the output along one axis.
struct Taps {
  int64_t begin = 0;
  std::vector<double> weights;
};

/// For each of `to` pixels of the output, weights that sum to 1. The triangle reaches one pixel of
/// the coarser of the two grids to both sides: over several of the input where the image shrinks.
std::vector<Taps> triangle_taps(int64_t from, int64_t to) {
  const double scale = static_cast<double>(from) / static_cast<double>(to);
  const double support = std::max(scale, 1.0);
  std::vector<Taps> all(static_cast<size_t>(to));
  for (int64_t i = 0; i < to; ++i) {
    // Pixels are squares: pixel k has its centre at k + 0.5.
    const double center = (static_cast<double>(i) + 0.5) * scale;
    const int64_t begin =
        std::max<int64_t>(0, static_cast<int64_t>(std::floor(center - support + 0.5)));
    const int64_t end = std::min(from, static_cast<int64_t>(std::floor(center + support + 0.5)));
    Taps& taps = all[static_cast<size_t>(i)];
    taps.begin = begin;
    double sum = 0;
    for (int64_t k = begin; k < end; ++k) {
      const double distance = std::abs((static_cast<double>(k) + 0.5 - center) / support);
      taps.weights.push_back(std::max(0.0, 1.0 - distance));
      sum += taps.weights.back();
    }
    // The triangle is sampled, and cut off at borders: its weights do not sum to 1 by themselves.
    for (double& weight : taps.weights) weight /= sum;
  }
  return all;
}

/// What lies between the two steps has 8 bits as well, as in Pillow.
uint8_t rounded(double value) { return static_cast<uint8_t>(std::clamp(value + 0.5, 0.0, 255.0)); }

/// Resamples the rows: (H, W, C) -> (H, width, C).
Image resize_width(const Image& image, int64_t width) {
  const std::vector<Taps> taps = triangle_taps(image.width, width);
  Image result{.height = image.height, .width = width, .channels = image.channels, .pixels = {}};
  result.pixels.reserve(static_cast<size_t>(image.height * width * image.channels));
  for (int64_t y = 0; y < image.height; ++y) {
    const uint8_t* row = image.pixels.data() + y * image.width * image.channels;
    for (const Taps& tap : taps) {
      for (int64_t c = 0; c < image.channels; ++c) {
        double sum = 0;
        const uint8_t* pixel = row + tap.begin * image.channels + c;
        for (double weight : tap.weights) {
          sum += weight * *pixel;
          pixel += image.channels;
        }
        result.pixels.push_back(rounded(sum));
      }
    }
  }
  return result;
}

/// Rows become columns.
Image transpose(const Image& image) {
  Image result{
      .height = image.width, .width = image.height, .channels = image.channels, .pixels = {}};
  result.pixels.resize(image.pixels.size());
  for (int64_t y = 0; y < image.height; ++y) {
    for (int64_t x = 0; x < image.width; ++x) {
      std::copy_n(image.pixels.data() + (y * image.width + x) * image.channels, image.channels,
                  result.pixels.data() + (x * image.height + y) * image.channels);
    }
  }
  return result;
}

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

Image to_rgb(const Image& image) {
  if (image.channels == 3) return image;
  Image result{.height = image.height, .width = image.width, .channels = 3, .pixels = {}};
  for (uint8_t value : image.pixels) result.pixels.insert(result.pixels.end(), 3, value);
  return result;
}

Image to_grey(const Image& image) {
  if (image.channels == 1) return image;
  Image result{.height = image.height, .width = image.width, .channels = 1, .pixels = {}};
  for (size_t i = 0; i < image.pixels.size(); i += 3) {
    const int luma = 299 * image.pixels[i] + 587 * image.pixels[i + 1] + 114 * image.pixels[i + 2];
    result.pixels.push_back(static_cast<uint8_t>((luma + 500) / 1000));
  }
  return result;
}

Image center_crop(const Image& image, int64_t height, int64_t width) {
  const int64_t tall = std::min(image.height, std::max<int64_t>(1, image.width * height / width));
  const int64_t wide = std::min(image.width, std::max<int64_t>(1, image.height * width / height));
  Image result{.height = tall, .width = wide, .channels = image.channels, .pixels = {}};
  const int64_t top = (image.height - tall) / 2;
  const int64_t left = (image.width - wide) / 2;
  for (int64_t y = 0; y < tall; ++y) {
    const uint8_t* begin = image.pixels.data() + ((top + y) * image.width + left) * image.channels;
    result.pixels.insert(result.pixels.end(), begin, begin + wide * image.channels);
  }
  return result;
}

Image resize(const Image& image, int64_t height, int64_t width) {
  const int64_t largest = std::max(image.height * image.width, height * width);
  if (image.height * width > kMaxGrowth * largest) {
    return resize_width(transpose(resize_width(transpose(image), height)), width);
  }
  Image result = image.width == width ? image : resize_width(image, width);
  if (result.height == height) return result;
  // Heights are resampled as the widths of the transposed image.
  return transpose(resize_width(transpose(result), height));
}

Image rotate_image(const Image& image, double degrees) {
  Image result{
      .height = image.height, .width = image.width, .channels = image.channels, .pixels = {}};
  result.pixels.reserve(image.pixels.size());
  const double angle = degrees * std::numbers::pi / 180.0;
  const double cosine = std::cos(angle), sine = std::sin(angle);
  // Here pixel k has its centre at k: value_at takes whole coordinates for pixels.
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
