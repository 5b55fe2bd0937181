#include "framework/training/best_metric.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

const BestCheckpoint kSoFar{.step = 3, .metric = "test/error", .value = 2};

/// The step that is the best after one in which the metric is `value`.
int64_t best_step(Direction direction, double value) {
  const BestMetric metric("test/error", direction);
  return metric.improvement(5, {{"test/other", -9}, {"test/error", value}}, kSoFar)
      .value_or(kSoFar)
      .step;
}

TEST(BestMetric, OnlyABetterValueTakesThePlaceOfTheBest) {
  EXPECT_EQ(best_step(Direction::kLower, 1), 5);
  EXPECT_EQ(best_step(Direction::kLower, 2), 3) << "as good: the earlier one stays";
  EXPECT_EQ(best_step(Direction::kLower, 3), 3);
  EXPECT_EQ(best_step(Direction::kHigher, 3), 5);
  EXPECT_EQ(best_step(Direction::kHigher, 2), 3);
  EXPECT_EQ(best_step(Direction::kHigher, 1), 3);
}

TEST(BestMetric, TheFirstFiniteValueIsTheBestSoFar) {
  const BestMetric metric("test/error", Direction::kLower);
  EXPECT_FALSE(metric.improvement(1, {{"test/error", NAN}}, std::nullopt));
  EXPECT_FALSE(metric.improvement(1, {{"test/error", -INFINITY}}, std::nullopt));
  EXPECT_FALSE(metric.improvement(1, {{"test/other", 1}}, std::nullopt)) << "is not there";
  const auto best = metric.improvement(2, {{"test/error", 7}}, std::nullopt);
  ASSERT_TRUE(best);
  EXPECT_EQ(best->step, 2);
  EXPECT_EQ(best->metric, "test/error");
  EXPECT_EQ(best->value, 7);
}

TEST(BestMetric, WithoutOneNothingIsTheBest) {
  const BestMetric metric("", Direction::kNone);
  EXPECT_FALSE(metric.improvement(1, {{"", 1}, {"test/error", 1}}, std::nullopt));
}

}  // namespace
}  // namespace tandem
