#include "framework/training/phase_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

const std::vector<std::string> kObjectives = {"first", "second"};

std::string error_of(const std::vector<PhaseOptions>& phases, int64_t steps) {
  return message_of<ConfigError>([&] { PhasePlan(phases, steps, kObjectives); });
}

TEST(PhasePlan, WithoutPhasesEverythingIsTrainedAllTheTime) {
  const PhasePlan plan({}, 10, kObjectives);
  EXPECT_TRUE(plan.is_active(0, 0));
  EXPECT_TRUE(plan.is_active(1, 9));
  EXPECT_EQ(plan.active_steps_before(1, 4), 4);
  EXPECT_EQ(plan.active_steps(0), 10);
  EXPECT_TRUE(plan.is_needed_after(0, 10));
}

TEST(PhasePlan, AnObjectiveHasItsOwnSteps) {
  const PhasePlan plan({{"a", 3, {"first"}}, {"b", 4, {"second"}}, {"c", 0, {"first", "second"}}},
                       12, kObjectives);
  EXPECT_TRUE(plan.is_active(0, 2));
  EXPECT_FALSE(plan.is_active(0, 3));
  EXPECT_FALSE(plan.is_active(0, 6));
  EXPECT_TRUE(plan.is_active(0, 7));
  EXPECT_EQ(plan.active_steps_before(0, 5), 3);
  EXPECT_EQ(plan.active_steps_before(0, 8), 4);
  EXPECT_EQ(plan.active_steps(0), 8);
  EXPECT_EQ(plan.active_steps(1), 9);
}

TEST(PhasePlan, WhatWasLearnedIsNeededUntilTheLastPhaseOfAnObjective) {
  const PhasePlan plan({{"a", 3, {"first"}}, {"b", 0, {"second"}}}, 8, kObjectives);
  EXPECT_TRUE(plan.is_needed_after(0, 2));
  EXPECT_FALSE(plan.is_needed_after(0, 3));
  EXPECT_TRUE(plan.is_needed_after(1, 3));
  EXPECT_TRUE(plan.is_needed_after(1, 8)) << "a run may be resumed with more steps";
}

TEST(PhasePlan, WhatDoesNotFitIsNamed) {
  EXPECT_THAT(error_of({{"a", 3, {"frist"}}}, 3),
              AllOf(HasSubstr("phases.0.objectives"), HasSubstr("'first'")));
  EXPECT_THAT(error_of({{"a", 3, {"first"}}}, 3), HasSubstr("'second' is in no phase"));
  EXPECT_THAT(error_of({{"a", 3, {"first"}}, {"b", 9, {"second"}}}, 10),
              AllOf(HasSubstr("phases.1.steps"), HasSubstr("longer than the run")));
  EXPECT_THAT(error_of({{"a", 3, {"first"}}, {"b", 0, {"second"}}}, 3),
              HasSubstr("longer than the run"));
  EXPECT_THAT(error_of({{"a", 3, {"first"}}, {"b", 2, {"second"}}}, 10),
              HasSubstr("shorter than the run"));
  EXPECT_THAT(error_of({{"a", 0, {"first"}}, {"b", 2, {"second"}}}, 10), HasSubstr("no length"));
}

}  // namespace
}  // namespace tandem
