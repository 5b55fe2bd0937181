// Information of codes about factors in cases that can be counted.
#include "framework/statistics/mutual_information.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

TEST(EqualWidthBins, RunFromTheLeastToTheLargestValue) {
  const at::Tensor codes = at::tensor({0.0, 0.24, 0.25, 0.5, 0.99, 1.0}, at::kDouble).unsqueeze(1);
  const at::Tensor bins = equal_width_bins(at::cat({codes, at::full_like(codes, 3)}, 1), 4);
  EXPECT_TRUE(at::equal(bins.select(1, 0), at::tensor({0, 0, 1, 2, 3, 3}, at::kLong)));
  EXPECT_TRUE(at::equal(bins.select(1, 1), at::zeros({6}, at::kLong)));
}

TEST(MutualInformation, IsTheEntropyOfWhatIsKnownAndZeroOfWhatIsNot) {
  // All pairs of 4 and 3 values once.
  const at::Tensor first = at::arange(12).div(3, "floor");
  const at::Tensor second = at::arange(12).remainder(3);
  const at::Tensor factors = at::stack({first, second}, 1);
  const at::Tensor information = mutual_information(factors, factors);
  EXPECT_NEAR(information[0][0].item<double>(), std::log(4), 1e-12);
  EXPECT_NEAR(information[1][1].item<double>(), std::log(3), 1e-12);
  EXPECT_NEAR(information[0][1].item<double>(), 0, 1e-12);
  EXPECT_TRUE(at::allclose(entropies(factors), information.diagonal()));
}

TEST(MutualInformation, OfHalfOfAFactorIsHalfItsBits) {
  const at::Tensor factor = at::arange(16).unsqueeze(1);
  EXPECT_NEAR(mutual_information(factor.div(4, "floor"), factor).item<double>(), std::log(4),
              1e-12);
}

TEST(VaryingFactors, LeavesOutConstantOnes) {
  const at::Tensor factors = at::tensor({0, 7, 1, 1, 7, 0}, at::kLong).view({2, 3});
  EXPECT_TRUE(
      at::equal(varying_factors(factors), at::tensor({0, 1, 1, 0}, at::kLong).view({2, 2})));
  EXPECT_EQ(varying_factors(factors.narrow(1, 1, 1)).sizes(), at::IntArrayRef({2, 0}));
}

TEST(VaryingFactors, NumbersValuesInTheirOrderWithoutGaps) {
  const at::Tensor factor = at::tensor({1'000'000'000'000, -3L, 5L, -3L}, at::kLong).unsqueeze(1);
  EXPECT_TRUE(at::equal(varying_factors(factor).flatten(), at::tensor({2, 0, 1, 0}, at::kLong)));
}

}  // namespace
}  // namespace tandem
