#include "framework/showing/scatter.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "framework/core/seed.h"

namespace tandem {
namespace {

// Lengths are in pixels.
constexpr int64_t kSide = 640;
constexpr int64_t kMargin = 16;
constexpr int64_t kFrame = 4;
constexpr int64_t kExampleSide = 48;  // the least; small images are repeated to reach it
constexpr double kRadius = 3.5;
constexpr double kOpacity = 0.85;

using Colour = std::array<double, 3>;
// The first two lie farthest apart for every eye: most maps have two groups.
constexpr std::array<Colour, 8> kColours = {{{0, 114, 178},
                                             {230, 159, 0},
                                             {0, 158, 115},
                                             {213, 94, 0},
                                             {204, 121, 167},
                                             {86, 180, 233},
                                             {240, 228, 66},
                                             {0, 0, 0}}};

Colour colour_of(int64_t group) { return kColours[static_cast<size_t>(group) % kColours.size()]; }

/// How much of a pixel (x, y) away from the middle of a point its shape covers.
double coverage(int64_t group, double x, double y) {
  // An edge is blurred over one pixel, which makes it look smooth.
  const auto ink = [](double inside) { return std::clamp(inside + 0.5, 0.0, 1.0); };
  const double radius = std::hypot(x, y);
  switch (static_cast<size_t>(group) / kColours.size() % 3) {
    case 0:  // a disc
      return ink(kRadius - radius);
    case 1:  // a ring
      return ink(1.0 - std::abs(radius - kRadius + 0.5));
    default:  // a cross
      return radius > kRadius + 1 ? 0.0 : ink(1.0 - std::min(std::abs(x - y), std::abs(x + y)));
  }
}

/// Pixels (H, W, 3), white at first.
class Canvas {
 public:
  Canvas(int64_t height, int64_t width)
      : pixels_(at::full({height, width, 3}, 255.0, at::kDouble)),
        data_(pixels_.data_ptr<double>()) {}

  void draw_point(int64_t group, double x, double y) {
    // No shape reaches farther, and there is more room than that around every point: no pixel
    // outside of the canvas is touched.
    const auto reach = static_cast<int64_t>(std::ceil(kRadius)) + 1;
    const auto left = static_cast<int64_t>(std::floor(x));
    const auto top = static_cast<int64_t>(std::floor(y));
    const Colour colour = colour_of(group);
    for (int64_t row = top - reach; row <= top + reach; ++row) {
      for (int64_t column = left - reach; column <= left + reach; ++column) {
        const double share = kOpacity * coverage(group, static_cast<double>(column) - x,
                                                 static_cast<double>(row) - y);
        double* pixel = data_ + (row * pixels_.size(1) + column) * 3;
        for (size_t c = 0; c < 3; ++c) pixel[c] += share * (colour[c] - pixel[c]);
      }
    }
  }

  /// An image (H, W, 3) in a frame of the colour of its group; a dot of its shape in the corner.
  void draw_example(int64_t group, const at::Tensor& image, int64_t left, int64_t top) {
    const int64_t height = image.size(0) + 2 * kFrame;
    const int64_t width = image.size(1) + 2 * kFrame;
    const Colour colour = colour_of(group);
    at::Tensor place = pixels_.narrow(0, top, height).narrow(1, left, width);
    for (int64_t c = 0; c < 3; ++c) place.select(2, c).fill_(colour[static_cast<size_t>(c)]);
    place.narrow(0, kFrame, image.size(0)).narrow(1, kFrame, image.size(1)).copy_(image);
    draw_point(group, static_cast<double>(left + width) + 2 * kRadius,
               static_cast<double>(top) + static_cast<double>(height) / 2);
  }

  at::Tensor image() const { return pixels_.round().clamp(0, 255).to(at::kByte).unsqueeze(0); }

 private:
  at::Tensor pixels_;
  double* data_;
};

/// Images (N, H, W, 3) at least kExampleSide high.
at::Tensor enlarged(const at::Tensor& examples) {
  const at::Tensor coloured =
      examples.size(3) == 3 ? examples : examples.narrow(3, 0, 1).expand({-1, -1, -1, 3});
  const int64_t times = (kExampleSide + examples.size(1) - 1) / examples.size(1);
  return coloured.repeat_interleave(times, 1).repeat_interleave(times, 2);
}

/// Positions (N, 2), float64 on the CPU, brought into the square of the picture, y upwards.
at::Tensor placed(const at::Tensor& points) {
  if (points.size(0) == 0) return points;
  const at::Tensor low = points.amin(0);
  const at::Tensor high = points.amax(0);
  // Points that all lie in one place are put in the middle.
  const double extent = std::max((high - low).max().item<double>(), 1e-12);
  const double scale = static_cast<double>(kSide - 2 * kMargin) / extent;
  const at::Tensor centred = (points - (low + high) / 2) * scale;
  return centred * at::tensor({1.0, -1.0}, at::kDouble) + static_cast<double>(kSide) / 2;
}

}  // namespace

at::Tensor draw_scatter(const ScatterPoints& points) {
  const at::Tensor examples = enlarged(points.examples);
  const int64_t height = examples.size(1) + 2 * kFrame + kMargin / 2;
  const int64_t width = examples.size(2) + 2 * kFrame + 2 * kMargin;
  const int64_t per_column = std::max<int64_t>(1, (kSide - kMargin) / height);
  const int64_t num_columns = (examples.size(0) + per_column - 1) / per_column;
  // An example may be higher than the square of the points.
  Canvas canvas(std::max(kSide, height + kMargin), kSide + num_columns * width);
  const at::Tensor all = points.positions.to(at::kCPU, at::kDouble);
  // One that is not finite has no place, and would leave none to the others.
  const at::Tensor shown = at::isfinite(all).all(1).nonzero().flatten();
  const at::Tensor positions = placed(all.index_select(0, shown)).contiguous();
  const at::Tensor groups = points.groups.to(at::kCPU, at::kLong).index_select(0, shown);
  const auto* place = positions.const_data_ptr<double>();
  // In a random order, so that no group lies on top.
  for (const int64_t i : permutation(groups.size(0), mix_seed(Stream::kGeneration))) {
    canvas.draw_point(groups.const_data_ptr<int64_t>()[i], place[2 * i], place[2 * i + 1]);
  }
  for (int64_t group = 0; group < examples.size(0); ++group) {
    canvas.draw_example(group, examples[group], kSide + group / per_column * width,
                        kMargin / 2 + group % per_column * height);
  }
  return canvas.image();
}

}  // namespace tandem
