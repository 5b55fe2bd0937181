// The warm-up, which every schedule has, and momentum.
#include "framework/optimization/schedule.h"

#include <gtest/gtest.h>

#include "framework/core/error.h"

namespace tandem {
namespace {

TEST(Schedule, TheRateRisesInTheWarmUp) {
  for (const ScheduleKind& kind : all_schedules()) {
    const LearningRate rate(
        {.learning_rate = 0.4, .schedule = {.kind = kind.name, .warmup_steps = 4}}, 100);
    EXPECT_DOUBLE_EQ(rate.at(0), 0.1) << kind.name;
    EXPECT_DOUBLE_EQ(rate.at(1), 0.2) << kind.name;
    EXPECT_DOUBLE_EQ(rate.at(3), 0.4) << kind.name;
    EXPECT_DOUBLE_EQ(rate.at(4), 0.4) << kind.name;
  }
}

TEST(Schedule, MomentumRisesAfterItsFirstSteps) {
  LearnerOptions options;
  options.momentum = 0.9;
  EXPECT_DOUBLE_EQ(momentum_at(options, 0), 0.9);
  options.momentum_steps = 5;
  EXPECT_DOUBLE_EQ(momentum_at(options, 4), 0.5);
  EXPECT_DOUBLE_EQ(momentum_at(options, 5), 0.9);
}

TEST(Schedule, KindsReadOptionsThatThereAre) {
  LearnerOptions options;
  const OptionSection section = learner_option_table().bind(options);
  for (const ScheduleKind& kind : all_schedules()) {
    EXPECT_FALSE(kind.sentence.empty()) << kind.name;
    for (const std::string& option : kind.options) {
      EXPECT_NE(section.find_section("schedule")->find_field(option), nullptr)
          << kind.name << " " << option;
    }
  }
}

TEST(Schedule, AnUnknownOneIsRefused) {
  EXPECT_THROW(LearningRate({.schedule = {.kind = "guess"}}, 100), Error);
}

}  // namespace
}  // namespace tandem
