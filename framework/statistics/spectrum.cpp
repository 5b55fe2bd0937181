#include "framework/statistics/spectrum.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace tandem {
namespace {

constexpr double kSmallestPower = 1e-12;

/// How many periods each place of a transform of `size` values has over `side` values.
at::Tensor periods(int64_t size, int64_t side) {
  const at::Tensor index = at::arange(size, at::kDouble);
  // Beyond the middle of a transform frequencies are negative.
  return at::minimum(index, size - index) * (static_cast<double>(side) / static_cast<double>(size));
}

/// Rows of the orthonormal transform of `size` values, (size, size).
at::Tensor cosine_matrix(int64_t size) {
  const at::Tensor wave = at::arange(size, at::kDouble).unsqueeze(1);
  const at::Tensor place = at::arange(size, at::kDouble) + 0.5;
  at::Tensor rows = (wave * place * (M_PI / static_cast<double>(size))).cos() *
                    std::sqrt(2.0 / static_cast<double>(size));
  // The constant wave has twice the sum of squares of the others.
  rows[0].mul_(std::sqrt(0.5));
  return rows;
}

}  // namespace

at::Tensor ring_powers(const at::Tensor& images) {
  const at::Tensor pixels = images.to(at::kCPU, at::kDouble);
  const int64_t height = pixels.size(2);
  const int64_t width = pixels.size(3);
  const int64_t side = std::min(height, width);
  const int64_t num_rings = side / 2 + 1;
  const at::Tensor radius =
      (periods(height, side).square().unsqueeze(1) + periods(width, side).square()).sqrt();
  // Waves beyond the last ring, in the corners, belong to one that is left out.
  const at::Tensor ring = (radius + 0.5).floor().to(at::kLong).clamp_max(num_rings).flatten();
  at::Tensor members = at::zeros({ring.size(0), num_rings + 1}, at::kDouble);
  // A column for each ring: one product then adds the powers of them all.
  members.scatter_(1, ring.unsqueeze(1), 1.0);
  members = members.narrow(1, 0, num_rings);
  const at::Tensor power = at::fft_fft2(pixels).abs().square().mean(1).flatten(1);
  return power.matmul(members) / members.sum(0);
}

double spectrum_distance(const at::Tensor& first, const at::Tensor& second) {
  const auto logarithm = [](const at::Tensor& profile) {
    // Ring 0 is the brightness, which is no wave.
    return profile.clamp_min(kSmallestPower).log10().narrow(0, 1, profile.size(0) - 1);
  };
  return (logarithm(first) - logarithm(second)).abs().mean().item<double>();
}

at::Tensor cosine_transform(const at::Tensor& images) {
  const at::Tensor pixels = images.to(at::kCPU, at::kDouble);
  return cosine_matrix(pixels.size(2)).matmul(pixels).matmul(cosine_matrix(pixels.size(3)).t());
}

}  // namespace tandem
