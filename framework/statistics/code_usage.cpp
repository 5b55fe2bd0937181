#include "framework/statistics/code_usage.h"

#include <ATen/ATen.h>

namespace tandem {
namespace {

constexpr double kLeastVariance = 0.01;

}  // namespace

int64_t active_units(const at::Tensor& codes) {
  const at::Tensor variance = codes.to(at::kCPU, at::kDouble).var(0, /*unbiased=*/true);
  return (variance > kLeastVariance).sum().item<int64_t>();
}

at::Tensor latent_divergences(const at::Tensor& mean, const at::Tensor& log_variance) {
  const at::Tensor m = mean.to(at::kCPU, at::kDouble);
  const at::Tensor v = log_variance.to(at::kCPU, at::kDouble);
  // KL(N(m, exp(v)) ‖ N(0, 1)) = ½ (m² + exp(v) − v − 1).
  return (m.square() + v.exp() - v - 1).mean(0) / 2;
}

}  // namespace tandem
