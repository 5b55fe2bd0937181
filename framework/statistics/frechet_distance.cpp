#include "framework/statistics/frechet_distance.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace tandem {
namespace {

constexpr int64_t kNumPrefixes = 15;
constexpr int64_t kLongestFirstPrefix = 5000;
constexpr int64_t kFewestRowsToExtrapolate = 300;
// A tenth of them, two per feature, is the shortest prefix: with fewer the distances no longer lie
// on a straight line.
constexpr int64_t kRowsPerFeature = 20;

bool is_finite(const Gaussian& gaussian) {
  return gaussian.mean.isfinite().all().item<bool>() &&
         gaussian.covariance.isfinite().all().item<bool>();
}

/// Of a symmetric matrix without negative eigenvalues but for rounding.
at::Tensor square_root(const at::Tensor& matrix) {
  const auto [values, vectors] = at::linalg_eigh(matrix);
  return (vectors * values.clamp_min(0).sqrt()).matmul(vectors.t());
}

/// The moments of growing prefixes of rows: those of n rows have the bits of a fit to them alone.
class PrefixMoments {
 public:
  explicit PrefixMoments(const at::Tensor& rows) : rows_(rows) {}

  /// No shorter than the one before.
  RowMoments of(int64_t num_rows) {
    // Blocks are those of fit_gaussian. The part of one that ends a prefix is not kept: longer
    // prefixes hold more of that block.
    for (; whole_.count + kBlockRows <= num_rows;) whole_ = merged(whole_, next(kBlockRows));
    const int64_t rest = num_rows - whole_.count;
    return rest == 0 ? whole_ : merged(whole_, next(rest));
  }

 private:
  RowMoments next(int64_t count) const {
    return moments_of(block_of(rows_, whole_.count, whole_.count + count));
  }

  at::Tensor rows_;
  RowMoments whole_;  // of the blocks that every longer prefix holds
};

/// Of the least squares line through the points.
double intercept(const std::vector<double>& x, const std::vector<double>& y) {
  const at::Tensor abscissa = at::tensor(x, at::kDouble), ordinate = at::tensor(y, at::kDouble);
  const at::Tensor centered = abscissa - abscissa.mean();
  const at::Tensor slope = centered.dot(ordinate) / centered.dot(centered);
  return (ordinate.mean() - slope * abscissa.mean()).item<double>();
}

}  // namespace

FrechetReference::FrechetReference(const Gaussian& gaussian) : gaussian_(gaussian) {
  if (is_finite(gaussian)) root_ = square_root(gaussian.covariance);
}

double FrechetReference::distance(const Gaussian& other) const {
  if (!root_.defined() || !is_finite(other)) return std::numeric_limits<double>::quiet_NaN();
  // C1 C2 has the eigenvalues of C1^½ C2 C1^½, which is symmetric.
  const at::Tensor product = root_.matmul(other.covariance).matmul(root_);
  // Symmetric but for rounding, and only one triangle would be read.
  const at::Tensor symmetric = (product + product.t()) / 2;
  const at::Tensor root_trace = at::linalg_eigvalsh(symmetric).clamp_min(0).sqrt().sum();
  const at::Tensor value = (gaussian_.mean - other.mean).square().sum() +
                           gaussian_.covariance.trace() + other.covariance.trace() - 2 * root_trace;
  return value.item<double>();
}

double frechet_distance(const Gaussian& first, const Gaussian& second) {
  return FrechetReference(first).distance(second);
}

double frechet_floor(const at::Tensor& covariance, int64_t num_first, int64_t num_second) {
  if (!covariance.isfinite().all().item<bool>()) return std::numeric_limits<double>::quiet_NaN();
  const auto first = static_cast<double>(num_first), second = static_cast<double>(num_second);
  const at::Tensor values = at::linalg_eigvalsh(covariance).clamp_min(0);
  // ½ Σ E(ΔCᵢⱼ²) / (λᵢ + λⱼ) where C is diagonal; of a fit to n rows that expectation is
  // (λᵢλⱼ + δᵢⱼλᵢ²) / (n − 1).
  const at::Tensor sums = values.unsqueeze(1) + values;
  // Directions without variance contribute nothing.
  const at::Tensor shares = at::where(sums > 0, values.unsqueeze(1) * values / sums, 0.0);
  const double of_means = values.sum().item<double>() * (1 / first + 1 / second);
  const double of_covariances = (shares.sum() + shares.trace()).item<double>();
  return of_means + of_covariances * (1 / (first - 1) + 1 / (second - 1)) / 2;
}

int64_t fewest_rows_to_extrapolate(int64_t num_features) {
  return std::max(kFewestRowsToExtrapolate, kRowsPerFeature * num_features);
}

std::optional<double> frechet_distance_at_infinity(const FrechetReference& reference,
                                                   const at::Tensor& rows) {
  const int64_t num_rows = rows.size(0);
  if (num_rows < fewest_rows_to_extrapolate(rows.size(1))) return std::nullopt;
  const int64_t shortest = std::min(kLongestFirstPrefix, num_rows / 10);
  PrefixMoments moments(rows);
  std::vector<double> inverse_sizes, distances;
  for (int64_t i = 0; i < kNumPrefixes; ++i) {
    const int64_t size = shortest + (num_rows - shortest) * i / (kNumPrefixes - 1);
    inverse_sizes.push_back(1.0 / static_cast<double>(size));
    distances.push_back(reference.distance(gaussian_of(moments.of(size))));
  }
  return intercept(inverse_sizes, distances);
}

}  // namespace tandem
