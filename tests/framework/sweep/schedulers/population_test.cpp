// population, in sweeps that are played.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/framework/sweep/played_sweep.h"

namespace tandem {
namespace {

using ::testing::SizeIs;
using testing_support::played;
using testing_support::played_definition;
using testing_support::played_lengths;

class PopulationTest : public ::testing::Test {
 protected:
  const SweepState& play(int64_t trials, ParameterSource parameters, int64_t interval = 100) {
    definition_ = played_definition("population", trials);
    definition_.scheduler.interval = interval;
    definition_.scheduler.members = members_;
    definition_.space.parameters.push_back(
        {.name = "norm", .distribution = categorical({"a", "b", "c"}), .keys = {"norm"}});
    sweep_ = std::make_unique<VirtualSweep>(definition_, played_lengths(), parameters);
    sweep_->extend(trials);
    played(*sweep_, 2, 1);
    return sweep_->state();
  }

  int64_t members_ = 4;
  SweepDefinition definition_;
  std::unique_ptr<VirtualSweep> sweep_;
};

TEST_F(PopulationTest, TheWorstTakeOverTheBestAndTheOthersGoOn) {
  const std::vector<double> places = {0.5, 0.3, 0.9, 0.4};
  const SweepState& state = play(8, [&](const SamplerRequest& request) {
    return Assignment{{"x", places[static_cast<size_t>(request.number)]}, {"norm", 1}};
  });
  ASSERT_THAT(state.trials, SizeIs(8));
  for (const int64_t member : {0, 1, 3}) {
    const auto next = static_cast<size_t>(member + 4);
    EXPECT_EQ(state.courses[next].parent, member);
    EXPECT_EQ(state.trials[next].parameters, state.trials[static_cast<size_t>(member)].parameters);
  }
  EXPECT_EQ(state.courses[6].parent, 1);
  EXPECT_EQ(state.courses[6].first_step, 100);
  EXPECT_EQ(state.courses[6].rungs.back(), 200);
  const double changed = state.trials[6].parameters.at("x");
  EXPECT_NE(changed, 0.3);
  EXPECT_TRUE(contains(definition_.space.parameters[0].distribution, changed));
}

TEST_F(PopulationTest, ChangesStayInsideTheSpace) {
  const SweepState& state = play(60, [](const SamplerRequest& request) {
    return Assignment{{"x", request.number % 2 == 0 ? 0.01 : 0.9}, {"norm", 2}};
  });
  for (const Trial& trial : state.trials) {
    for (const Parameter& parameter : definition_.space.parameters) {
      EXPECT_TRUE(contains(parameter.distribution, trial.parameters.at(parameter.name)));
    }
  }
}

TEST_F(PopulationTest, EndsWithItsRuns) {
  const SweepState& state = play(1000, [](const SamplerRequest& request) {
    return Assignment{{"x", 0.1 * static_cast<double>(request.number % 4)}, {"norm", 0}};
  });
  EXPECT_THAT(state.trials, SizeIs(4 * 16));  // 1600 steps in rounds of 100
  EXPECT_EQ(state.courses.back().rungs.back(), 1600);
}

TEST_F(PopulationTest, WhereOneIsLeftAllTakeItOver) {
  members_ = 8;  // of which the best two may be taken over
  const SweepState& state = play(
      16,
      [](const SamplerRequest& request) {
        return Assignment{{"x", request.number == 3 ? 0.3 : 0.99}, {"norm", 0}};
      },
      400);
  ASSERT_THAT(state.trials, SizeIs(16));
  for (size_t next = 8; next < 16; ++next) EXPECT_EQ(state.courses[next].parent, 3) << next;
}

TEST_F(PopulationTest, WhereAllDivergedItBeginsAnew) {
  const SweepState& state = play(
      24,
      [](const SamplerRequest& request) {
        return Assignment{{"x", request.number < 4 ? 0.99 : 0.2}, {"norm", 0}};
      },
      400);
  ASSERT_THAT(state.trials, SizeIs(4 + 16));
  const bool anew = std::ranges::any_of(state.courses, [&](const TrialCourse& course) {
    return &course >= &state.courses[4] && !course.parent;
  });
  EXPECT_TRUE(anew);
}

}  // namespace
}  // namespace tandem
