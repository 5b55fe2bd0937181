#include "framework/sweep/trial.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(TrialState, HasAName) {
  EXPECT_EQ(to_string(TrialState::kPaused), "paused");
  EXPECT_EQ(to_string(TrialState::kComplete), "complete");
}

}  // namespace
}  // namespace tandem
