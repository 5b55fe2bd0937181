#include "framework/metrics/image_measures.h"

#include <ATen/ATen.h>

namespace tandem {

at::Tensor to_unit(const at::Tensor& images, PixelRange range) {
  const auto [black, white] = interval_of(range);
  return ((images - black) / (white - black)).clamp(0, 1);
}

at::Tensor absolute_difference(const at::Tensor& first, const at::Tensor& second) {
  return (first - second).abs().flatten(1).mean(1);
}

at::Tensor gradient_magnitude(const at::Tensor& images) {
  const int64_t height = images.size(2) - 1;
  const int64_t width = images.size(3) - 1;
  const at::Tensor corner = images.narrow(2, 0, height).narrow(3, 0, width);
  const at::Tensor right = images.narrow(2, 0, height).narrow(3, 1, width) - corner;
  const at::Tensor down = images.narrow(2, 1, height).narrow(3, 0, width) - corner;
  return (right.square() + down.square()).sqrt().flatten(1).mean(1);
}

Measured column_means(const Measuring& measuring) {
  Measured means;
  for (int64_t i = 0; i < measuring.columns.size(1); ++i) {
    means.values.emplace_back(measuring.columns.select(1, i).mean().item<double>());
  }
  return means;
}

}  // namespace tandem
