#include "framework/metrics/image_measures.h"

#include <ATen/ATen.h>

#include <cmath>

#include "framework/statistics/structural_similarity.h"

namespace tandem {

at::Tensor to_unit(const at::Tensor& images, PixelRange range) {
  const auto [black, white] = interval_of(range);
  return ((images - black) / (white - black)).clamp(0, 1);
}

at::Tensor rounded_unit(const at::Tensor& images, PixelRange range) {
  return to_pixels(images, range).permute({0, 3, 1, 2}).to(at::kDouble) / 255;
}

at::Tensor pixel_distances(const at::Tensor& first, const at::Tensor& second) {
  const at::Tensor x = first.to(at::kCPU, at::kDouble);
  const at::Tensor y = second.to(at::kCPU, at::kDouble);
  return at::stack({(x - y).square().flatten(1).mean(1), absolute_difference(x, y),
                    peak_signal_to_noise(x, y), structural_similarity(x, y)},
                   1);
}

std::vector<MetricValue> pixel_distance_values(const std::string& prefix) {
  return {{.name = prefix + "mse",
           .direction = Direction::kLower,
           .sentence = "mean squared difference of pixels in [0, 1]"},
          {.name = prefix + "mae",
           .direction = Direction::kLower,
           .sentence = "mean absolute difference of pixels in [0, 1]"},
          {.name = prefix + "psnr",
           .unit = "dB",
           .direction = Direction::kHigher,
           .sentence = "peak signal to noise of each image, 100 where nothing differs"},
          {.name = prefix + "ssim",
           .direction = Direction::kHigher,
           .sentence = "structural similarity, in a Gaussian window of 11 pixels or the largest "
                       "odd one that fits"}};
}

at::Tensor absolute_difference(const at::Tensor& first, const at::Tensor& second) {
  return (first - second).abs().flatten(1).mean(1);
}

at::Tensor gradient_magnitude(const at::Tensor& images) {
  // The last row and the last column have no neighbour on one side: they are left out.
  const int64_t height = images.size(2) - 1;
  const int64_t width = images.size(3) - 1;
  const at::Tensor corner = images.narrow(2, 0, height).narrow(3, 0, width);
  const at::Tensor right = images.narrow(2, 0, height).narrow(3, 1, width) - corner;
  const at::Tensor down = images.narrow(2, 1, height).narrow(3, 0, width) - corner;
  return (right.square() + down.square()).sqrt().flatten(1).mean(1);
}

MeasuredValue mean_with_error(const at::Tensor& values) {
  const at::Tensor numbers = values.masked_select(~values.isnan()).to(at::kDouble);
  MeasuredValue mean = numbers.mean().item<double>();
  const auto count = static_cast<double>(numbers.numel());
  if (count > 1) {
    mean.standard_error = numbers.std(/*unbiased=*/true).item<double>() / std::sqrt(count);
  }
  return mean;
}

Measured column_means(const Measuring& measuring) {
  Measured means;
  for (int64_t i = 0; i < measuring.columns.size(1); ++i) {
    means.values.emplace_back(measuring.columns.select(1, i).mean().item<double>());
  }
  return means;
}

}  // namespace tandem
