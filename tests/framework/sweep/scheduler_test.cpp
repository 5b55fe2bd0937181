#include "framework/sweep/scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Scheduler, RungsAreStepsOrSharesOfARun) {
  const RunLength run{.steps = 1000, .evaluation_every = 300};
  EXPECT_THAT(named_rungs({}, run), IsEmpty());
  EXPECT_THAT(named_rungs({.rungs = {300, 900}}, run), ElementsAre(300, 900));
  EXPECT_THAT(named_rungs({.rungs = {0.01, 0.5, 1}}, run), ElementsAre(300, 600, 1000));
}

TEST(Scheduler, ALossIsWhatIsToBeSmall) {
  SweepDefinition sweep;
  EXPECT_EQ(loss_of(sweep, 3), 3);
  EXPECT_TRUE(std::isinf(loss_of(sweep, std::numeric_limits<double>::quiet_NaN())));
  sweep.is_minimized = false;
  EXPECT_EQ(loss_of(sweep, 3), -3);
}

}  // namespace
}  // namespace tandem
