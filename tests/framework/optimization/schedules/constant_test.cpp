#include <gtest/gtest.h>

#include "framework/optimization/schedule.h"

namespace tandem {
namespace {

TEST(ConstantSchedule, TheRateStays) {
  const LearningRate rate({.learning_rate = 0.4, .schedule = {.kind = "constant"}}, 100);
  EXPECT_EQ(rate.at(0), 0.4);
  EXPECT_EQ(rate.at(99), 0.4);
}

}  // namespace
}  // namespace tandem
