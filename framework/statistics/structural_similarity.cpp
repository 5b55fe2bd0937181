#include "framework/statistics/structural_similarity.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace tandem {
namespace {

constexpr int64_t kLargestWindow = 11;
constexpr double kWindowDeviation = 1.5;
// (K1 L)² and (K2 L)² with K1 = 0.01, K2 = 0.03 of the paper, L = 1.
constexpr double kMeanConstant = 1e-4;
constexpr double kVarianceConstant = 9e-4;
// 100 dB.
constexpr double kSmallestSquaredError = 1e-10;

std::vector<double> gaussian_window(int64_t size) {
  std::vector<double> weights;
  double sum = 0.0;
  for (int64_t i = 0; i < size; ++i) {
    const double offset = static_cast<double>(i - size / 2) / kWindowDeviation;
    weights.push_back(std::exp(-0.5 * offset * offset));
    sum += weights.back();
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

/// Weighted means along one dimension at all places where the window lies inside. One tap after the
/// other: the bits depend on no batch size.
at::Tensor windowed(const at::Tensor& images, int64_t dimension,
                    const std::vector<double>& window) {
  const auto size = static_cast<int64_t>(window.size());
  const int64_t places = images.size(dimension) - size + 1;
  at::Tensor sum = images.narrow(dimension, 0, places) * window[0];
  for (int64_t i = 1; i < size; ++i) {
    sum.add_(images.narrow(dimension, i, places), window[static_cast<size_t>(i)]);
  }
  return sum;
}

}  // namespace

at::Tensor structural_similarity(const at::Tensor& first, const at::Tensor& second) {
  const at::Tensor x = first.to(at::kCPU, at::kDouble);
  const at::Tensor y = second.to(at::kCPU, at::kDouble);
  const int64_t side = std::min({kLargestWindow, x.size(2), x.size(3)});
  // Of odd size, so that it has a middle.
  const std::vector<double> window = gaussian_window(side - (1 - side % 2));
  const auto local_mean = [&](const at::Tensor& images) {
    // A Gaussian of two dimensions is a product of two of one.
    return windowed(windowed(images, 2, window), 3, window);
  };
  const at::Tensor mean_x = local_mean(x);
  const at::Tensor mean_y = local_mean(y);
  const at::Tensor product = mean_x * mean_y;
  const at::Tensor squares = mean_x.square() + mean_y.square();
  // E xy − E x E y under the window; the variances are needed as a sum alone.
  const at::Tensor covariance = local_mean(x * y) - product;
  const at::Tensor variances = local_mean(x.square() + y.square()) - squares;
  const at::Tensor likeness = (2 * product + kMeanConstant) * (2 * covariance + kVarianceConstant) /
                              ((squares + kMeanConstant) * (variances + kVarianceConstant));
  return likeness.flatten(1).mean(1);
}

at::Tensor peak_signal_to_noise(const at::Tensor& first, const at::Tensor& second) {
  const at::Tensor difference = first.to(at::kCPU, at::kDouble) - second.to(at::kCPU, at::kDouble);
  const at::Tensor squared_error = difference.square().flatten(1).mean(1);
  return -10 * squared_error.clamp_min(kSmallestSquaredError).log10();
}

}  // namespace tandem
