#include <gtest/gtest.h>

#include "framework/optimization/schedule.h"

namespace tandem {
namespace {

TEST(LinearSchedule, EndsAtTheFactor) {
  const LearningRate rate({.learning_rate = 0.4, .schedule = {.kind = "linear", .factor = 0.1}},
                          100);
  EXPECT_DOUBLE_EQ(rate.at(0), 0.4);
  EXPECT_DOUBLE_EQ(rate.at(50), 0.4 * 0.55);
  EXPECT_NEAR(rate.at(100), 0.04, 1e-15);
  EXPECT_NEAR(rate.at(500), 0.04, 1e-15);
}

TEST(LinearSchedule, FallsAfterItsConstantSteps) {
  const LearningRate rate(
      {.learning_rate = 0.4, .schedule = {.kind = "linear", .constant_steps = 60, .factor = 0.0}},
      100);
  EXPECT_DOUBLE_EQ(rate.at(0), 0.4);
  EXPECT_DOUBLE_EQ(rate.at(60), 0.4);
  EXPECT_NEAR(rate.at(80), 0.2, 1e-15);
  EXPECT_NEAR(rate.at(100), 0.0, 1e-15);
}

}  // namespace
}  // namespace tandem
