// Moments of rows, merged from blocks.
#include "framework/statistics/row_moments.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "framework/device/generator_seeding.h"

namespace tandem {
namespace {

TEST(FitGaussian, HasTheMeanAndTheUnbiasedCovariance) {
  const at::Tensor rows = at::tensor({1, 2, 3, 6, 5, 4}, at::kFloat).view({3, 2});
  const Gaussian fitted = fit_gaussian(rows);
  EXPECT_TRUE(at::allclose(fitted.mean, at::tensor({3, 4}, at::kDouble)));
  EXPECT_TRUE(at::allclose(fitted.covariance, at::tensor({4, 2, 2, 4}, at::kDouble).view({2, 2})));
}

TEST(FitGaussian, OfSeveralBlocksIsThatOfAllRows) {
  seed_generators(at::kCPU, 1);
  // Far from zero, where raw moments would lose all digits.
  const at::Tensor rows = at::randn({2 * kBlockRows + 17, 5}, at::kDouble) + 1e6;
  const Gaussian fitted = fit_gaussian(rows);
  EXPECT_TRUE(at::allclose(fitted.mean, rows.mean(0), 1e-15));
  EXPECT_TRUE(at::allclose(fitted.covariance, at::cov(rows.t()), 1e-9, 1e-9));
}

TEST(RowMoments, OfNoRowsChangeNothing) {
  const RowMoments moments = moments_of(at::ones({3, 2}));
  EXPECT_EQ(merged({}, moments).count, 3);
  EXPECT_TRUE(at::equal(merged(moments, {}).mean, moments.mean));
}

}  // namespace
}  // namespace tandem
