// Divergences between Gaussians against closed forms.
#include "framework/statistics/gaussian_divergence.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "framework/device/generator_seeding.h"

namespace tandem {
namespace {

Gaussian diagonal_gaussian(const std::vector<double>& mean, const std::vector<double>& variances) {
  return {at::tensor(mean, at::kDouble), at::diag(at::tensor(variances, at::kDouble))};
}

TEST(GaussianDivergence, OfEqualCovariancesIsHalfTheSquaredDistance) {
  seed_generators(at::kCPU, 1);
  const at::Tensor factor = at::randn({4, 4}, at::kDouble);
  const at::Tensor covariance = factor.matmul(factor.t()) + at::eye(4, at::kDouble);
  const at::Tensor shift = at::randn({4}, at::kDouble);
  const double expected = shift.dot(at::linalg_inv(covariance).mv(shift)).item<double>() / 2;
  EXPECT_NEAR(
      gaussian_divergence({shift + 3, covariance}, {at::full({4}, 3.0, at::kDouble), covariance}),
      expected, 1e-12);
}

TEST(GaussianDivergence, OfDiagonalCovariancesIsASumAndNotSymmetric) {
  const Gaussian first = diagonal_gaussian({0, 0}, {4, 1}),
                 second = diagonal_gaussian({0, 2}, {1, 1});
  EXPECT_NEAR(gaussian_divergence(first, second), (4 - 1 - std::log(4.0) + 4) / 2, 1e-14);
  EXPECT_NEAR(gaussian_divergence(second, first), (0.25 - 1 + std::log(4.0) + 4) / 2, 1e-14);
}

TEST(GaussianDivergence, IsInfiniteWhereARowNeverVaries) {
  const Gaussian flat = diagonal_gaussian({0, 0}, {1, 0}), full = diagonal_gaussian({0, 0}, {1, 1});
  EXPECT_TRUE(std::isinf(gaussian_divergence(flat, full)));
  EXPECT_TRUE(std::isinf(gaussian_divergence(full, flat)));
  EXPECT_TRUE(
      std::isnan(gaussian_divergence(diagonal_gaussian({NAN}, {1}), diagonal_gaussian({0}, {1}))));
}

/// Also with hardly more rows than features, where each way has its own.
TEST(GaussianDivergence, OfEqualLawsIsWhatIsExpected) {
  seed_generators(at::kCPU, 2);
  for (const auto& [num_first, num_second] :
       std::vector<std::pair<int64_t, int64_t>>{{1000, 800}, {1000, 30}, {30, 1000}}) {
    constexpr int kNumTrials = 200;
    double sum = 0;
    for (int trial = 0; trial < kNumTrials; ++trial) {
      sum += gaussian_divergence(fit_gaussian(at::randn({num_first, 10})),
                                 fit_gaussian(at::randn({num_second, 10})));
    }
    const double expected = expected_gaussian_divergence(10, num_first, num_second);
    EXPECT_NEAR(sum / kNumTrials, expected, 0.08 * expected) << num_first << ", " << num_second;
  }
  // To first order in 1 / rows it is (1 / N + 1 / M) d (d + 3) / 4.
  EXPECT_NEAR(expected_gaussian_divergence(64, 100000, 100000), 0.02144, 1e-4);
  EXPECT_TRUE(std::isinf(expected_gaussian_divergence(10, 1000, 12)));
  EXPECT_FALSE(std::isinf(expected_gaussian_divergence(10, 11, 13)));
  EXPECT_TRUE(std::isinf(expected_gaussian_divergence(10, 10, 13)));
}

}  // namespace
}  // namespace tandem
