#include <gtest/gtest.h>

#include <cmath>

#include "framework/optimization/schedule.h"

namespace tandem {
namespace {

TEST(CosineSchedule, IsHalfwayInTheMiddle) {
  const LearningRate rate(
      {.learning_rate = 0.4, .schedule = {.kind = "cosine", .decay_steps = 20, .factor = 0.1}},
      100);
  EXPECT_DOUBLE_EQ(rate.at(0), 0.4);
  EXPECT_NEAR(rate.at(10), 0.4 * 0.55, 1e-15);
  EXPECT_NEAR(rate.at(20), 0.04, 1e-15);
}

TEST(CosineSchedule, FallsSlowlyAtFirst) {
  const LearningRate rate({.learning_rate = 1, .schedule = {.kind = "cosine", .factor = 0.0}}, 100);
  EXPECT_NEAR(rate.at(25), 0.5 + 0.5 / std::sqrt(2.0), 1e-12);
}

}  // namespace
}  // namespace tandem
