#include "framework/optimization/schedule.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

LearnerOptions options_with(const std::string& kind) {
  LearnerOptions options;
  options.learning_rate = 0.4;
  options.schedule.kind = kind;
  options.schedule.factor = 0.1;
  return options;
}

TEST(Schedule, ConstantStaysAfterTheWarmUp) {
  LearnerOptions options = options_with("constant");
  options.schedule.warmup_steps = 4;
  EXPECT_DOUBLE_EQ(learning_rate_at(options, 0, 100), 0.1);
  EXPECT_DOUBLE_EQ(learning_rate_at(options, 1, 100), 0.2);
  EXPECT_DOUBLE_EQ(learning_rate_at(options, 3, 100), 0.4);
  EXPECT_DOUBLE_EQ(learning_rate_at(options, 99, 100), 0.4);
}

TEST(Schedule, LinearEndsAtTheFactor) {
  const LearnerOptions options = options_with("linear");
  EXPECT_DOUBLE_EQ(learning_rate_at(options, 0, 100), 0.4);
  EXPECT_DOUBLE_EQ(learning_rate_at(options, 50, 100), 0.4 * 0.55);
  EXPECT_NEAR(learning_rate_at(options, 100, 100), 0.04, 1e-15);
  EXPECT_NEAR(learning_rate_at(options, 500, 100), 0.04, 1e-15);
}

TEST(Schedule, LinearFallsAfterItsConstantSteps) {
  LearnerOptions options = options_with("linear");
  options.schedule.factor = 0.0;
  options.schedule.constant_steps = 60;
  EXPECT_DOUBLE_EQ(learning_rate_at(options, 0, 100), 0.4);
  EXPECT_DOUBLE_EQ(learning_rate_at(options, 60, 100), 0.4);
  EXPECT_NEAR(learning_rate_at(options, 80, 100), 0.2, 1e-15);
  EXPECT_NEAR(learning_rate_at(options, 100, 100), 0.0, 1e-15);
}

TEST(Schedule, CosineIsHalfwayInTheMiddle) {
  LearnerOptions options = options_with("cosine");
  options.schedule.decay_steps = 20;
  EXPECT_DOUBLE_EQ(learning_rate_at(options, 0, 100), 0.4);
  EXPECT_NEAR(learning_rate_at(options, 10, 100), 0.4 * 0.55, 1e-15);
  EXPECT_NEAR(learning_rate_at(options, 20, 100), 0.04, 1e-15);
}

TEST(Schedule, MomentumRisesAfterItsFirstSteps) {
  LearnerOptions options;
  options.momentum = 0.9;
  EXPECT_DOUBLE_EQ(momentum_at(options, 0), 0.9);
  options.momentum_steps = 5;
  EXPECT_DOUBLE_EQ(momentum_at(options, 4), 0.5);
  EXPECT_DOUBLE_EQ(momentum_at(options, 5), 0.9);
}

TEST(Schedule, StepDropsAtEveryInterval) {
  LearnerOptions options = options_with("step");
  options.schedule.interval = 10;
  EXPECT_DOUBLE_EQ(learning_rate_at(options, 9, 100), 0.4);
  EXPECT_NEAR(learning_rate_at(options, 10, 100), 0.04, 1e-15);
  EXPECT_NEAR(learning_rate_at(options, 25, 100), 0.004, 1e-15);
}

}  // namespace
}  // namespace tandem
