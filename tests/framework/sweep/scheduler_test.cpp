#include "framework/sweep/scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Scheduler, RungsAreStepsOrSharesOfARun) {
  const RunLength run{.steps = 1000, .evaluation_every = 300};
  EXPECT_THAT(named_rungs({}, run), IsEmpty());
  EXPECT_THAT(named_rungs({.rungs = {300, 900}}, run), ElementsAre(300, 900));
  EXPECT_THAT(named_rungs({.rungs = {0.01, 0.5, 1}}, run), ElementsAre(300, 600, 1000));
  EXPECT_THAT(named_rungs({.rungs = {0.99}}, {.steps = 1000, .evaluation_every = 350}),
              ElementsAre(1000));
}

TEST(Scheduler, ATrialGoesToItsNextRung) {
  EXPECT_EQ(next_rung({.rungs = {100, 300}}), 100);
  EXPECT_EQ(next_rung({.rungs = {100, 300}, .values = {0.5}}), 300);
  EXPECT_EQ(next_rung({.rungs = {100, 300}, .values = {0.5, 0.25}}), std::nullopt);
}

TEST(Scheduler, WhatBeginsAtAStepIsComparedAsManyStepsLater) {
  const SchedulerKind scheduler{
      .rungs = [](const SchedulerOptions&, const RunLength&) -> std::vector<int64_t> {
        return {100, 300};
      }};
  EXPECT_THAT(rungs_from(scheduler, {}, {.steps = 1000}, 0), ElementsAre(100, 300));
  EXPECT_THAT(rungs_from(scheduler, {}, {.steps = 1000}, 800), ElementsAre(900, 1000));
}

}  // namespace
}  // namespace tandem
