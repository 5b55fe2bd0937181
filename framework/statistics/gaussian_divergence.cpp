#include "framework/statistics/gaussian_divergence.h"

#include <ATen/ATen.h>

#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
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

/// E ln |S| / |C| of a covariance S with `freedom` degrees of freedom, drawn where C is the true
/// one.
double expected_log_determinant(double num_features, double freedom) {
  double sum = num_features * std::log(2 / freedom);
  for (double i = 0; i < num_features; ++i) sum += boost::math::digamma((freedom - i) / 2);
  return sum;
}

}  // namespace

double gaussian_divergence(const Gaussian& first, const Gaussian& second) {
  const at::Tensor shift = first.mean - second.mean;
  // Without this a value that is not finite could pass for a singular covariance.
  const at::Tensor sum = shift.sum() + first.covariance.sum() + second.covariance.sum();
  if (!sum.isfinite().item<bool>()) return std::numeric_limits<double>::quiet_NaN();
  const auto own = cholesky_factor(first.covariance);
  const auto other = cholesky_factor(second.covariance);
  if (!own || !other) return std::numeric_limits<double>::infinity();
  // With C₁ = L₁L₁ᵀ and C₂ = L₂L₂ᵀ both terms are squares of what L₂ has on its left.
  const at::Tensor columns = at::cat({*own, shift.unsqueeze(1)}, 1);
  const at::Tensor squares =
      at::linalg_solve_triangular(*other, columns, /*upper=*/false).square().sum();
  // ln |C| is twice the sum of the logarithms of the diagonal of its factor.
  const at::Tensor log_ratio = 2 * (other->diagonal().log().sum() - own->diagonal().log().sum());
  return (squares - static_cast<double>(shift.size(0)) + log_ratio).item<double>() / 2;
}

double expected_gaussian_divergence(int64_t num_features, int64_t num_first, int64_t num_second) {
  const auto size = static_cast<double>(num_features);
  const auto own = static_cast<double>(num_first - 1), other = static_cast<double>(num_second - 1);
  // W(n) is singular below d degrees of freedom, and its inverse has no mean up to d + 1 of them.
  if (own < size || other <= size + 1) return std::numeric_limits<double>::infinity();
  const double inverse = other / (other - size - 1);  // E C₂⁻¹ C
  // The difference of the means is independent of S₂; its covariance is this multiple of C.
  const double of_means = 1 / static_cast<double>(num_first) + 1 / static_cast<double>(num_second);
  const double log_ratio =
      expected_log_determinant(size, other) - expected_log_determinant(size, own);
  return (size * inverse * (1 + of_means) - size + log_ratio) / 2;
}

}  // namespace tandem
