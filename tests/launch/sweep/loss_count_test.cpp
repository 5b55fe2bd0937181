#include "launch/sweep/loss_count.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

constexpr JobKey kJob{.trial = 3, .seed = 1, .until = 100};

TEST(LossCount, AJobGoesOnSoManyTimes) {
  LossCount losses;
  EXPECT_TRUE(losses.goes_on(kJob, false, 2));
  EXPECT_TRUE(losses.goes_on(kJob, false, 2));
  EXPECT_TRUE(losses.goes_on({.trial = 3, .seed = 2, .until = 100}, false, 2)) << "another job";
  EXPECT_FALSE(losses.goes_on(kJob, false, 2));
}

TEST(LossCount, ALossWithANewerCheckpointIsNone) {
  LossCount losses;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(losses.goes_on(kJob, true, 0)) << i;
  EXPECT_FALSE(losses.goes_on(kJob, false, 0));
  EXPECT_TRUE(losses.goes_on(kJob, true, 1));
  EXPECT_TRUE(losses.goes_on(kJob, false, 1)) << "it begins to count anew";
  EXPECT_FALSE(losses.goes_on(kJob, false, 1));
}

}  // namespace
}  // namespace tandem
