// The kernel distance against closed forms of its expectation.
#include "framework/statistics/kernel_distance.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "framework/device/generator_seeding.h"
#include "tests/support/computed_tiles.h"

namespace tandem {
namespace {

KernelDistance distance_between(const at::Tensor& first, const at::Tensor& second) {
  return KernelReference(first, compute_tiles).distance(second);
}

TEST(KernelDistance, OfASetFromItselfIsBelowZero) {
  seed_generators(at::kCPU, 1);
  const at::Tensor rows = at::randn({kTileRows + 44, 5}, at::kDouble);
  const at::Tensor kernel = (rows.matmul(rows.t()) / 5 + 1).pow(3);
  const double expected =
      -2.0 / (kTileRows + 43) * (kernel.diagonal().mean() - kernel.mean()).item<double>();
  EXPECT_NEAR(distance_between(rows, rows).value, expected, 1e-12);
}

TEST(KernelDistance, OfTwoPointsHasAClosedForm) {
  const at::Tensor zeros = at::zeros({50, 1}), twos = at::full({60, 1}, 2.0);
  const KernelDistance found = distance_between(zeros, twos);
  EXPECT_NEAR(found.value, 124.0, 1e-10);  // (c² + 1)³ − 1
  EXPECT_NEAR(found.deviation, 0.0, 1e-10);
}

TEST(KernelDistance, OfShiftedGaussiansHasAClosedForm) {
  seed_generators(at::kCPU, 2);
  const double a = 0.5, cube = a * a * a + 3 * a;
  const double expected = 3 * a * a + 3 * a * a * a * a + cube * cube;
  std::vector<double> values;
  double sum_of_variances = 0;
  for (int trial = 0; trial < 60; ++trial) {
    const KernelDistance found = distance_between(at::randn({500, 1}), at::randn({400, 1}) + a);
    values.push_back(found.value);
    sum_of_variances += found.deviation * found.deviation;
  }
  const at::Tensor all = at::tensor(values, at::kDouble);
  const double spread = all.std().item<double>();
  EXPECT_NEAR(all.mean().item<double>(), expected, 4 * spread / std::sqrt(60.0));
  // What one estimate says of its own error is what estimates scatter by.
  EXPECT_NEAR(std::sqrt(sum_of_variances / 60), spread, 0.3 * spread);
}

}  // namespace
}  // namespace tandem
