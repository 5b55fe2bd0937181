#include "framework/statistics/frechet_distance.h"

#include <ATen/ATen.h>

#include <limits>

namespace tandem {
namespace {

bool is_finite(const Gaussian& gaussian) {
  return gaussian.mean.isfinite().all().item<bool>() &&
         gaussian.covariance.isfinite().all().item<bool>();
}

/// Of a symmetric matrix without negative eigenvalues but for rounding.
at::Tensor square_root(const at::Tensor& matrix) {
  const auto [values, vectors] = at::linalg_eigh(matrix);
  return (vectors * values.clamp_min(0).sqrt()).matmul(vectors.t());
}

}  // namespace

Gaussian fit_gaussian(const at::Tensor& rows) {
  const at::Tensor samples = rows.to(at::kCPU, at::kDouble);
  const at::Tensor mean = samples.mean(0);
  const at::Tensor centered = samples - mean;
  const auto count = static_cast<double>(samples.size(0) - 1);
  return {.mean = mean, .covariance = centered.t().matmul(centered) / count};
}

double frechet_distance(const Gaussian& first, const Gaussian& second) {
  if (!is_finite(first) || !is_finite(second)) return std::numeric_limits<double>::quiet_NaN();
  // C1 C2 has the eigenvalues of C1^½ C2 C1^½, which is symmetric.
  const at::Tensor root = square_root(first.covariance);
  const at::Tensor product = root.matmul(second.covariance).matmul(root);
  const at::Tensor symmetric = (product + product.t()) / 2;
  const at::Tensor root_trace = at::linalg_eigvalsh(symmetric).clamp_min(0).sqrt().sum();
  const at::Tensor distance = (first.mean - second.mean).square().sum() + first.covariance.trace() +
                              second.covariance.trace() - 2 * root_trace;
  return distance.item<double>();
}

}  // namespace tandem
