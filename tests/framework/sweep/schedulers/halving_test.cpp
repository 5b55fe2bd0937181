// halving, on courses whose values are given.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "framework/sweep/scheduler.h"
#include "framework/sweep/sweep_kinds.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;

class HalvingTest : public ::testing::Test {
 protected:
  HalvingTest() { definition_.scheduler = {.kind = "halving", .eta = 2}; }

  /// A new trial comes to its first rung with a value.
  void arrive(double value) {
    const auto number = static_cast<int64_t>(state_.trials.size());
    state_.trials.push_back({.number = number});
    state_.courses.push_back({.rungs = {100, 200, 400}});
    reach(number, value);
  }
  void reach(int64_t trial, double value) {
    const auto index = static_cast<size_t>(trial);
    state_.courses[index].values.push_back(value);
    EXPECT_EQ(halving_->reached(state_, trial), RungOutcome::kPause);
    state_.trials[index].state = TrialState::kPaused;
  }
  /// The paused trial that goes on now, or −1.
  int64_t next() {
    const auto trial = halving_->next_paused(state_);
    if (trial) state_.trials[static_cast<size_t>(*trial)].state = TrialState::kRunning;
    return trial.value_or(-1);
  }

  SweepDefinition definition_;
  SweepState state_{.definition = definition_};
  std::unique_ptr<Scheduler> halving_ = scheduler_named("halving").make(definition_);
};

TEST_F(HalvingTest, TheBestOfARungGoOnAsSoonAsThereAreEnoughOthers) {
  arrive(5);
  EXPECT_EQ(next(), -1);
  arrive(3);
  EXPECT_EQ(next(), 1);
  EXPECT_EQ(next(), -1);
  arrive(4);
  EXPECT_EQ(next(), -1);
  // What was not among the best may be later, and goes on from where it paused.
  arrive(9);
  EXPECT_EQ(next(), 2);
  arrive(9);
  arrive(9);
  EXPECT_EQ(next(), 0);
}

TEST_F(HalvingTest, HigherRungsComeFirstAndTiesByNumber) {
  for (int i = 0; i < 6; ++i) arrive(7);
  EXPECT_EQ(next(), 0);
  EXPECT_EQ(next(), 1);
  reach(0, 2);
  reach(1, 1);
  EXPECT_EQ(next(), 1);  // to the last rung, before a third one leaves the first
  EXPECT_EQ(next(), 2);
  EXPECT_EQ(next(), -1);
}

TEST_F(HalvingTest, WhatIsNoNumberStays) {
  arrive(std::numeric_limits<double>::quiet_NaN());
  arrive(std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(next(), -1);
  arrive(5);
  arrive(6);
  EXPECT_EQ(next(), 2);
  EXPECT_EQ(next(), 3);
}

TEST_F(HalvingTest, OneThatDivergedCountsAsTheWorst) {
  arrive(5);
  const auto number = static_cast<int64_t>(state_.trials.size());
  state_.trials.push_back({.number = number, .is_infeasible = true});
  state_.courses.push_back({.rungs = {100, 200, 400}});
  halving_->reached(state_, number);
  EXPECT_EQ(next(), 0);
}

TEST_F(HalvingTest, LargerValuesMayBeTheBetterOnes) {
  definition_.is_minimized = false;
  arrive(5);
  arrive(6);
  EXPECT_EQ(next(), 1);
}

TEST(HalvingRungs, AreSharesOfTheRunOnItsMeasurements) {
  const auto rungs = scheduler_named("halving").rungs;
  EXPECT_THAT(rungs({}, {.steps = 16000, .evaluation_every = 100}), ElementsAre(1000, 4000, 16000));
  EXPECT_THAT(rungs({}, {.steps = 16000, .evaluation_every = 3000}), ElementsAre(3000, 16000));
  EXPECT_THAT(rungs({.rungs = {0.25, 1}}, {.steps = 1000, .evaluation_every = 100}),
              ElementsAre(300, 1000));
  EXPECT_THAT(rungs({.rungs = {200, 800}}, {.steps = 1000, .evaluation_every = 100}),
              ElementsAre(200, 800));
}

}  // namespace
}  // namespace tandem
