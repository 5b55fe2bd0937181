// A linear classifier between two sets of features.
#include "framework/statistics/logistic_two_sample.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "framework/device/generator_seeding.h"

namespace tandem {
namespace {

TEST(LogisticTwoSample, OfUnitGaussiansIsWhatTheirDistanceAllows) {
  seed_generators(at::kCPU, 1);
  const double distance = 1.5;
  at::Tensor second = at::randn({6000, 4});
  second.select(1, 0).add_(distance);
  const TwoSampleAccuracy found = logistic_two_sample(at::randn({5000, 4}), second, 7);
  const double expected = std::erfc(-distance / 2 / std::sqrt(2.0)) / 2;  // Φ(δ / 2)
  EXPECT_NEAR(found.accuracy, expected, 0.02);
  EXPECT_NEAR(found.deviation, 0.5 / std::sqrt(5000.0), 1e-15);
}

TEST(LogisticTwoSample, OfEqualLawsIsHalfButForItsDeviation) {
  seed_generators(at::kCPU, 2);
  const at::Tensor first = at::randn({2000, 5}), second = at::randn({2000, 5});
  const TwoSampleAccuracy found = logistic_two_sample(first, second, 7);
  EXPECT_NEAR(found.accuracy, 0.5, 3.5 * found.deviation);
  EXPECT_EQ(found.accuracy, logistic_two_sample(first, second, 7).accuracy);
}

TEST(LogisticTwoSample, OfSetsThatLieApartIsOne) {
  seed_generators(at::kCPU, 3);
  EXPECT_EQ(logistic_two_sample(at::randn({100, 3}), at::randn({100, 3}) + 50, 1).accuracy, 1.0);
}

}  // namespace
}  // namespace tandem
