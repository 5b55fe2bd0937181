#include "launch/job/restarts.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

using std::chrono::seconds;

TEST(Restarts, ThereIsNoneByDefault) { EXPECT_FALSE(Restarts(0).next(ExitCode::kRankLost, 100)); }

TEST(Restarts, OnlyOfWhatMayBeWellTheNextTime) {
  for (const ExitCode code : {ExitCode::kDone, ExitCode::kUsage, ExitCode::kBadInput,
                              ExitCode::kInternal, ExitCode::kStopped, ExitCode::kDiverged}) {
    EXPECT_FALSE(Restarts(9).next(code, 100));
  }
  EXPECT_TRUE(Restarts(9).next(ExitCode::kRankLost, 100));
  EXPECT_TRUE(Restarts(9).next(ExitCode::kInputOutput, 100));
}

TEST(Restarts, AsManyAsAllowedAfterLongerAndLongerWaits) {
  Restarts restarts(3);
  EXPECT_EQ(restarts.next(ExitCode::kRankLost, 10), seconds(1));
  EXPECT_EQ(restarts.next(ExitCode::kRankLost, 20), seconds(2));
  EXPECT_EQ(restarts.next(ExitCode::kRankLost, 30), seconds(4));
  EXPECT_FALSE(restarts.next(ExitCode::kRankLost, 40));
  EXPECT_EQ(restarts.count(), 3);
}

TEST(Restarts, NoWaitIsLongerThanAMinute) {
  Restarts restarts(100);
  seconds longest{0};
  for (int64_t step = 1; step <= 100; ++step) {
    longest = *restarts.next(ExitCode::kRankLost, step);
  }
  EXPECT_EQ(longest, seconds(60));
}

TEST(Restarts, NoneTwiceFromTheSameCheckpoint) {
  Restarts restarts(9);
  EXPECT_TRUE(restarts.next(ExitCode::kRankLost, 0));  // before there was one
  EXPECT_FALSE(restarts.next(ExitCode::kRankLost, 0));
  EXPECT_TRUE(restarts.next(ExitCode::kRankLost, 5));
  EXPECT_FALSE(restarts.next(ExitCode::kRankLost, 5));
}

TEST(Restarts, ACheckpointThatCannotBeReadNowIsNoReasonAgainst) {
  Restarts restarts(9);
  EXPECT_TRUE(restarts.next(ExitCode::kInputOutput, 5));
  EXPECT_TRUE(restarts.next(ExitCode::kInputOutput, std::nullopt));
  EXPECT_FALSE(restarts.next(ExitCode::kInputOutput, 5));
}

}  // namespace
}  // namespace tandem
