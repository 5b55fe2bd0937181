#include "framework/sweep/parzen_estimator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace tandem {
namespace {

double density_of(const ParzenEstimator& estimator, const std::vector<double>& point) {
  std::vector<std::vector<double>> rows;
  for (const double value : point) rows.push_back({value});
  return std::exp(estimator.log_densities(rows).front());
}

TEST(ParzenEstimator, IsTheProductOfKernelsForEachObservation) {
  const std::vector<Distribution> space = {categorical({"a", "b"}), integers(0, 1)};
  const ParzenEstimator estimator(space, {{1}, {0}});
  double sum = 0;
  for (const double choice : {0, 1}) {
    for (const double number : {0, 1}) sum += density_of(estimator, {choice, number});
  }
  EXPECT_NEAR(sum, 1, 1e-12);
  // Choice and number belong together: the kernel of the observation has 3/4 of its weight on b.
  EXPECT_GT(density_of(estimator, {1, 0}), density_of(estimator, {1, 1}));
  EXPECT_GT(density_of(estimator, {1, 1}), density_of(estimator, {0, 1}));
}

TEST(ParzenEstimator, WithoutObservationsIsThePrior) {
  const std::vector<Distribution> space = {categorical({"a", "b", "c", "d"}), reals(-1, 1)};
  const ParzenEstimator estimator(space, {{}, {}});
  EXPECT_NEAR(density_of(estimator, {0, 0.5}) / density_of(estimator, {3, 0}), std::exp(-1.0 / 32),
              1e-12);
}

TEST(ParzenEstimator, OldObservationsCountLess) {
  // 30 observations, the older half of them 0, the newer half 1.
  std::vector<double> values(30, 1.0);
  std::fill(values.begin(), values.begin() + 15, 0.0);
  const std::vector<Distribution> space = {categorical({"a", "b"})};
  const ParzenEstimator estimator(space, {values});
  // Of the oldest five the weights are 1/30 .. 1, in equal steps; behind all comes the prior.
  const double old_weight = 5 * (1.0 / 30 + 1) / 2 + 10;
  const double observed = 32.0 / 33;
  EXPECT_NEAR(density_of(estimator, {0}),
              (old_weight * observed + 15 * (1 - observed) + 0.5) / (old_weight + 15 + 1), 1e-12);
}

TEST(ParzenEstimator, DrawsFollowTheDensity) {
  const std::vector<Distribution> space = {categorical({"a", "b"}), reals(0, 1)};
  const std::vector<double> choices(20, 1.0);
  const std::vector<double> numbers(20, 0.75);
  const ParzenEstimator estimator(space, {choices, numbers});
  RandomStream random(5);
  const std::vector<std::vector<double>> points = estimator.draw(2000, random);
  double ones = 0;
  double mean = 0;
  for (size_t i = 0; i < 2000; ++i) {
    ones += points[0][i] / 2000;
    mean += points[1][i] / 2000;
    ASSERT_GE(points[1][i], 0);
    ASSERT_LE(points[1][i], 1);
  }
  // 20 kernels have 22/23 of their weight on b, the prior one half.
  EXPECT_NEAR(ones, (20 * 22.0 / 23 + 0.5) / 21, 0.02);
  EXPECT_NEAR(mean, 0.73, 0.03);
}

TEST(ParzenEstimator, DrawsAreThoseOfTheStream) {
  const std::vector<Distribution> space = {reals(0, 1)};
  const ParzenEstimator estimator(space, {{0.5}});
  RandomStream first(5);
  RandomStream second(5);
  EXPECT_EQ(estimator.draw(3, first), estimator.draw(3, second));
  EXPECT_NE(estimator.draw(3, first), ParzenEstimator(space, {{0.5}}).draw(3, first));
}

}  // namespace
}  // namespace tandem
