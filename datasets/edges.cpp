#include "datasets/edges.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "datasets/image_operations.h"

namespace tandem {
namespace {

// In the units of the Sobel operator, which sums weighted differences, not in levels of grey.
constexpr double kWeak = 100.0;
constexpr double kStrong = 200.0;
// Tangents of 22.5 and 67.5 degrees: gradients are compared along the nearest of four directions.
constexpr double kTangentLow = 0.41421356237309503;
constexpr double kTangentHigh = 2.414213562373095;

/// Each part is at most 4 · 255, so that the sum of their squares fits into an int.
struct Gradient {
  int x = 0;
  int y = 0;
  double magnitude() const { return std::sqrt(static_cast<double>(x * x + y * y)); }
};

class Gradients {
 public:
  explicit Gradients(const Image& grey) : height_(grey.height), width_(grey.width) {
    const auto pixel = [&](int64_t row, int64_t column) -> int {
      row = std::clamp<int64_t>(row, 0, height_ - 1);
      column = std::clamp<int64_t>(column, 0, width_ - 1);
      return grey.pixels[static_cast<size_t>(row * width_ + column)];
    };
    for (int64_t row = 0; row < height_; ++row) {
      for (int64_t column = 0; column < width_; ++column) {
        Gradient gradient;
        for (int64_t i = -1; i <= 1; ++i) {
          const int weight = i == 0 ? 2 : 1;
          gradient.x += weight * (pixel(row + i, column + 1) - pixel(row + i, column - 1));
          gradient.y += weight * (pixel(row + 1, column + i) - pixel(row - 1, column + i));
        }
        values_.push_back(gradient);
      }
    }
  }

  const Gradient& at(int64_t row, int64_t column) const {
    return values_[static_cast<size_t>(row * width_ + column)];
  }

  /// 0 outside the image.
  double magnitude(int64_t row, int64_t column) const {
    const bool inside = row >= 0 && row < height_ && column >= 0 && column < width_;
    return inside ? at(row, column).magnitude() : 0.0;
  }

  /// Whether no neighbour along the gradient is larger; of two equal ones, the first counts.
  bool is_maximum(int64_t row, int64_t column) const {
    const Gradient& here = at(row, column);
    const double across = std::abs(here.x), down = std::abs(here.y);
    int64_t step_row = 1, step_column = 1;
    if (down <= kTangentLow * across) {
      step_row = 0;
    } else if (down >= kTangentHigh * across) {
      step_column = 0;
    } else if ((here.x < 0) != (here.y < 0)) {
      // Rows count downwards: the gradient lies on the diagonal from lower left to upper right.
      step_column = -1;
    }
    const double magnitude = here.magnitude();
    return magnitude > this->magnitude(row - step_row, column - step_column) &&
           magnitude >= this->magnitude(row + step_row, column + step_column);
  }

 private:
  int64_t height_;
  int64_t width_;
  std::vector<Gradient> values_;
};

/// Marks the neighbours of marked pixels that are candidates, until there are none.
void follow(Image& edges, const std::vector<bool>& candidates, std::vector<int64_t> marked) {
  // A stack of places and no recursion: an edge may have as many pixels as the image.
  while (!marked.empty()) {
    const int64_t row = marked.back() / edges.width, column = marked.back() % edges.width;
    marked.pop_back();
    for (int64_t y = std::max<int64_t>(0, row - 1); y <= std::min(edges.height - 1, row + 1); ++y) {
      for (int64_t x = std::max<int64_t>(0, column - 1); x <= std::min(edges.width - 1, column + 1);
           ++x) {
        const auto place = static_cast<size_t>(y * edges.width + x);
        if (!candidates[place] || edges.pixels[place] != 0) continue;
        edges.pixels[place] = 255;
        marked.push_back(static_cast<int64_t>(place));
      }
    }
  }
}

}  // namespace

Image edges_of(const Image& image) {
  const Gradients gradients(to_grey(image));
  Image edges{.height = image.height, .width = image.width, .channels = 1, .pixels = {}};
  const auto count = static_cast<size_t>(image.height * image.width);
  edges.pixels.resize(count);
  std::vector<bool> candidates(count);
  std::vector<int64_t> strong;
  for (size_t i = 0; i < count; ++i) {
    const int64_t row = static_cast<int64_t>(i) / image.width;
    const int64_t column = static_cast<int64_t>(i) % image.width;
    const double magnitude = gradients.magnitude(row, column);
    candidates[i] = magnitude > kWeak && gradients.is_maximum(row, column);
    if (!candidates[i] || magnitude <= kStrong) continue;
    edges.pixels[i] = 255;
    strong.push_back(static_cast<int64_t>(i));
  }
  follow(edges, candidates, std::move(strong));
  return edges;
}

}  // namespace tandem
