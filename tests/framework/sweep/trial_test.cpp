#include "framework/sweep/trial.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

TEST(TrialState, HasAName) {
  EXPECT_EQ(to_string(TrialState::kPaused), "paused");
  EXPECT_EQ(to_string(TrialState::kComplete), "complete");
}

TEST(LossOf, IsWhatIsToBeSmall) {
  EXPECT_EQ(loss_of(3, true), 3);
  EXPECT_EQ(loss_of(3, false), -3);
  EXPECT_TRUE(std::isinf(loss_of(std::nan(""), true)));
  EXPECT_GT(loss_of(std::nan(""), false), 0);
}

}  // namespace
}  // namespace tandem
