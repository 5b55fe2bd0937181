#include "framework/sweep/kernels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace tandem {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

template <class Kernels>
std::vector<double> densities(const Kernels& kernels, double value, size_t count) {
  std::vector<double> sums(count, 0.0);
  kernels.add_log_densities(value, sums);
  for (double& sum : sums) sum = std::exp(sum);
  return sums;
}

TEST(NumericKernels, AreDensitiesOnTheInterval) {
  const std::vector<double> observations = {0.2, 0.25, 0.9};
  const NumericKernels kernels(reals(0, 1), observations);
  std::vector<double> integrals(4, 0.0);
  constexpr int kSteps = 2000;
  for (int i = 0; i < kSteps; ++i) {
    const std::vector<double> here = densities(kernels, (i + 0.5) / kSteps, 4);
    for (size_t kernel = 0; kernel < 4; ++kernel) integrals[kernel] += here[kernel] / kSteps;
  }
  for (const double integral : integrals) EXPECT_NEAR(integral, 1, 1e-6);
}

TEST(NumericKernels, OuterOnesAreAsWideAsTheInnerGap) {
  // Widths 0.2 (the least of five kernels: 1 / 5), 0.65, 0.65 and, of the prior, 1.
  const std::vector<double> observations = {0.25, 0.2, 0.9};
  const NumericKernels kernels(reals(0, 1), observations);
  const auto ratio = [&](size_t kernel, double center, double width) {
    const double at_center = densities(kernels, center, 4)[kernel];
    const double one_width_on =
        densities(kernels, center > 0.5 ? center - width : center + width, 4)[kernel];
    return std::log(at_center / one_width_on);
  };
  EXPECT_NEAR(ratio(0, 0.25, 0.65), 0.5, 1e-12);
  EXPECT_NEAR(ratio(1, 0.2, 0.2), 0.5, 1e-12);
  EXPECT_NEAR(ratio(2, 0.9, 0.65), 0.5, 1e-12);
  EXPECT_NEAR(ratio(3, 0.5, 0.5), 0.125, 1e-12);
}

TEST(NumericKernels, OfSteppedValuesAreProbabilities) {
  const std::vector<double> observations = {3, 3, 3, 7, 7, 1, 3};
  for (const Distribution& distribution : {integers(1, 9, 2), log_integers(1, 9)}) {
    const NumericKernels kernels(distribution, observations);
    std::vector<double> sums(8, 0.0);
    for (double value = 1; value <= 9; value += distribution.step) {
      const std::vector<double> here = densities(kernels, value, 8);
      for (size_t kernel = 0; kernel < 8; ++kernel) sums[kernel] += here[kernel];
    }
    for (const double sum : sums) EXPECT_NEAR(sum, 1, 1e-12);
  }
}

TEST(NumericKernels, OfSteppedValuesKeepTheirOwnWidths) {
  // Of equal values the first has the gap to the left, the last that to the right.
  const std::vector<double> observations = {30, 30, 30, 20, 45};
  const NumericKernels kernels(integers(0, 100), observations);
  const std::vector<double> here = densities(kernels, 30, 6);
  EXPECT_EQ(here[0], here[1]) << "both are no wider than the least width, 101 / 7";
  EXPECT_LT(here[2], here[1]);
  EXPECT_NEAR(here[1],
              std::erf(0.5 / (101 / 7.0) / std::sqrt(2)) /
                  (0.5 * (1 + std::erf(30.5 / (101 / 7.0) / std::sqrt(2)))),
              1e-6);
}

TEST(NumericKernels, DrawWithinTheirParameter) {
  const std::vector<double> observations = {1e-3};
  const NumericKernels kernels(log_reals(1e-4, 1), observations);
  EXPECT_NEAR(kernels.draw(0, 0), 1e-4, 1e-18);
  // The kernel of the middle of the scale is symmetric.
  EXPECT_NEAR(kernels.draw(1, 0.5), 1e-2, 1e-14);
  EXPECT_GT(kernels.draw(0, 0.5), 1e-3);
  const NumericKernels whole(integers(0, 10), std::vector<double>{4});
  EXPECT_EQ(whole.draw(0, 0), 0);
  EXPECT_EQ(whole.draw(0, 0.5), 5);
}

TEST(CategoricalKernels, FavourWhatWasObserved) {
  const std::vector<double> observations = {2, 0, 2};
  const CategoricalKernels kernels(categorical({"a", "b", "c"}), observations);
  // Weights 1/4 everywhere and 1 more at the observed choice, of 7/4.
  EXPECT_THAT(densities(kernels, 2, 4),
              ElementsAre(DoubleNear(5.0 / 7, 1e-15), DoubleNear(1.0 / 7, 1e-15),
                          DoubleNear(5.0 / 7, 1e-15), DoubleNear(1.0 / 3, 1e-15)));
  EXPECT_EQ(kernels.draw(0, 0.1), 0);
  EXPECT_EQ(kernels.draw(0, 0.2), 1);
  EXPECT_EQ(kernels.draw(0, 0.3), 2);
  EXPECT_EQ(kernels.draw(1, 0.7), 0);
  EXPECT_EQ(kernels.draw(3, 0.5), 1);
  EXPECT_EQ(kernels.draw(3, 1 - 0x1p-53), 2);
}

}  // namespace
}  // namespace tandem
