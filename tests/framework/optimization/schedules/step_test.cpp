#include <gtest/gtest.h>

#include "framework/optimization/schedule.h"

namespace tandem {
namespace {

TEST(StepSchedule, DropsAtEveryInterval) {
  const LearningRate rate(
      {.learning_rate = 0.4, .schedule = {.kind = "step", .interval = 10, .factor = 0.1}}, 100);
  EXPECT_DOUBLE_EQ(rate.at(9), 0.4);
  EXPECT_NEAR(rate.at(10), 0.04, 1e-15);
  EXPECT_NEAR(rate.at(25), 0.004, 1e-15);
}

TEST(StepSchedule, TheWarmUpDoesNotCount) {
  const LearningRate rate(
      {.learning_rate = 0.4,
       .schedule = {.kind = "step", .warmup_steps = 5, .interval = 10, .factor = 0.1}},
      100);
  EXPECT_DOUBLE_EQ(rate.at(14), 0.4);
  EXPECT_NEAR(rate.at(15), 0.04, 1e-15);
}

}  // namespace
}  // namespace tandem
