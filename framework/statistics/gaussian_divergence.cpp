#include "framework/statistics/gaussian_divergence.h"

#include <ATen/ATen.h>

#include <limits>
#include <optional>

namespace tandem {
namespace {

/// Lower; nothing where the matrix is not positive definite.
std::optional<at::Tensor> cholesky_factor(const at::Tensor& matrix) {
  const auto [factor, failed] = at::linalg_cholesky_ex(matrix);
  if (failed.item<int>() != 0) return std::nullopt;
  return factor;
}

}  // namespace

double gaussian_divergence(const Gaussian& first, const Gaussian& second) {
  const at::Tensor shift = first.mean - second.mean;
  const at::Tensor sum = shift.sum() + first.covariance.sum() + second.covariance.sum();
  if (!sum.isfinite().item<bool>()) return std::numeric_limits<double>::quiet_NaN();
  const auto own = cholesky_factor(first.covariance);
  const auto other = cholesky_factor(second.covariance);
  if (!own || !other) return std::numeric_limits<double>::infinity();
  // With C₁ = L₁L₁ᵀ and C₂ = L₂L₂ᵀ both terms are squares of what L₂ has on its left.
  const at::Tensor columns = at::cat({*own, shift.unsqueeze(1)}, 1);
  const at::Tensor squares =
      at::linalg_solve_triangular(*other, columns, /*upper=*/false).square().sum();
  const at::Tensor log_ratio = 2 * (other->diagonal().log().sum() - own->diagonal().log().sum());
  return (squares - static_cast<double>(shift.size(0)) + log_ratio).item<double>() / 2;
}

double expected_gaussian_divergence(int64_t num_features, int64_t num_first, int64_t num_second) {
  const auto size = static_cast<double>(num_features);
  const double inverse = 1 / static_cast<double>(num_first) + 1 / static_cast<double>(num_second);
  return inverse * size * (size + 3) / 4;
}

}  // namespace tandem
