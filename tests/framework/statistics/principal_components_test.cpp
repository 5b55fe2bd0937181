// Principal components against matrices whose components are known.
#include "framework/statistics/principal_components.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "framework/device/generator_seeding.h"

namespace tandem {
namespace {

/// Rows that vary along `rank` directions out of `size`.
at::Tensor flat_rows(int64_t count, int64_t rank, int64_t size) {
  return at::randn({count, rank}, at::kDouble).matmul(at::randn({rank, size}, at::kDouble)) + 3;
}

TEST(PrincipalComponents, AreTheAxesOfAnEllipse) {
  const at::Tensor rows = at::tensor({3, 0, -3, 0, 0, 1, 0, -1}, at::kFloat).view({4, 2}) + 5;
  const PrincipalComponents found = fit_principal_components(rows, 2);
  EXPECT_TRUE(at::allclose(found.directions, at::eye(2, at::kDouble)));
  EXPECT_TRUE(at::allclose(found.variances, at::tensor({6.0, 2.0 / 3}, at::kDouble)));
  EXPECT_TRUE(at::allclose(project(found, rows), (rows - 5).to(at::kDouble)));
}

TEST(PrincipalComponents, AreTheSameFromRowsAndFromFeatures) {
  seed_generators(at::kCPU, 1);
  const at::Tensor rows = flat_rows(12, 4, 11);
  // Two more features of zeros: now there are fewer rows.
  const at::Tensor wide = at::cat({rows, at::zeros({12, 2}, at::kDouble)}, 1);
  const PrincipalComponents tall_fit = fit_principal_components(rows, 3);
  const PrincipalComponents wide_fit = fit_principal_components(wide, 3);
  EXPECT_TRUE(at::allclose(tall_fit.variances, wide_fit.variances, 1e-10));
  EXPECT_TRUE(at::allclose(tall_fit.directions, wide_fit.directions.narrow(1, 0, 11), 1e-9, 1e-9));
}

TEST(PrincipalComponents, AreNoMoreThanTheRowsVaryAlong) {
  seed_generators(at::kCPU, 2);
  for (const int64_t count : {5, 40}) {
    const at::Tensor rows = flat_rows(count, 3, 10);
    const PrincipalComponents found = fit_principal_components(rows, 8);
    EXPECT_EQ(found.directions.size(0), 3);
    EXPECT_TRUE(at::allclose(unproject(found, project(found, rows)), rows, 1e-10));
  }
  EXPECT_EQ(fit_principal_components(at::ones({4, 3}), 2).directions.size(0), 0);
}

TEST(PrincipalComponents, PointWhereTheirLargestEntryIsPositive) {
  seed_generators(at::kCPU, 3);
  const at::Tensor found = fit_principal_components(at::randn({50, 6}), 6).directions;
  EXPECT_TRUE(at::equal(found.abs().amax(1), found.amax(1)));
  EXPECT_TRUE(at::allclose(found.matmul(found.t()), at::eye(6, at::kDouble), 0, 1e-12));
}

TEST(PrincipalComponents, AreFittedToFewerRowsOfManyFeatures) {
  EXPECT_EQ(num_fitted_rows(3000, 64 * 64 * 3), 3000);
  EXPECT_EQ(num_fitted_rows(3000, 128 * 128 * 3), 813);
  EXPECT_EQ(num_fitted_rows(3000, 100'000'000), 2);
}

}  // namespace
}  // namespace tandem
