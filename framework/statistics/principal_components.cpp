#include "framework/statistics/principal_components.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "framework/statistics/row_moments.h"

namespace tandem {
namespace {

// 320 MB as float64.
constexpr int64_t kMostFittedValues = 40'000'000;

/// Eigenvalues, falling, and eigenvectors as rows, of the first `max_count` that are not rounding.
struct LeadingPairs {
  at::Tensor values;   // (count)
  at::Tensor vectors;  // (count, size)
};

LeadingPairs leading_pairs(const at::Tensor& symmetric, int64_t max_count) {
  // Eigenvalues come rising, eigenvectors as columns.
  const auto [values, vectors] = at::linalg_eigh(symmetric);
  const at::Tensor falling = values.flip(0);
  // What is below size · ε of the largest one is rounding, as where ranks of matrices are told.
  const double rounding = static_cast<double>(symmetric.size(0)) *
                          std::numeric_limits<double>::epsilon() * falling[0].item<double>();
  const int64_t count = std::min(max_count, (falling > rounding).sum().item<int64_t>());
  return {falling.narrow(0, 0, count), vectors.flip(1).narrow(1, 0, count).t().contiguous()};
}

/// The sign of an eigenvector is arbitrary, and may differ from one library to another.
at::Tensor with_fixed_signs(const at::Tensor& directions) {
  if (directions.size(0) == 0) return directions;
  const at::Tensor largest = directions.abs().argmax(1, /*keepdim=*/true);
  return directions * directions.gather(1, largest).sign();
}

/// From the products of the rows with each other, which are fewer than those of features.
PrincipalComponents fit_few_rows(const at::Tensor& rows, int64_t max_components) {
  const at::Tensor samples = rows.to(at::kCPU, at::kDouble);
  const at::Tensor mean = samples.mean(0);
  const at::Tensor centered = samples - mean;
  // With X Xᵀ u = λ u, Xᵀ u / √λ is a unit eigenvector of Xᵀ X with the same λ.
  const LeadingPairs pairs = leading_pairs(centered.matmul(centered.t()), max_components);
  const at::Tensor directions = pairs.vectors.matmul(centered) / pairs.values.sqrt().unsqueeze(1);
  return {.mean = mean,
          .directions = with_fixed_signs(directions),
          .variances = pairs.values / static_cast<double>(rows.size(0) - 1)};
}

}  // namespace

PrincipalComponents fit_principal_components(const at::Tensor& rows, int64_t max_components) {
  if (rows.size(0) < rows.size(1)) return fit_few_rows(rows, max_components);
  return principal_components_of(fit_gaussian(rows), max_components);
}

PrincipalComponents principal_components_of(const Gaussian& gaussian, int64_t max_components) {
  const LeadingPairs pairs = leading_pairs(gaussian.covariance, max_components);
  return {.mean = gaussian.mean,
          .directions = with_fixed_signs(pairs.vectors),
          .variances = pairs.values};
}

int64_t num_fitted_rows(int64_t most, int64_t num_features) {
  return std::min(most, std::max<int64_t>(2, kMostFittedValues / num_features));
}

at::Tensor project(const PrincipalComponents& components, const at::Tensor& rows) {
  at::Tensor coordinates = at::empty({rows.size(0), components.directions.size(0)}, at::kDouble);
  for_each_block(rows.size(0), [&](int64_t begin, int64_t end) {
    const at::Tensor centered = block_of(rows, begin, end) - components.mean;
    coordinates.narrow(0, begin, end - begin).copy_(centered.matmul(components.directions.t()));
  });
  return coordinates;
}

at::Tensor unproject(const PrincipalComponents& components, const at::Tensor& coordinates) {
  return coordinates.matmul(components.directions) + components.mean;
}

}  // namespace tandem
