#include "launch/job/lock_wait.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

TEST(LockWait, ADirectoryMayTakeAsLongAsAtAStart) {
  EXPECT_EQ(LockWait(seconds(600)).longest_look(), minutes(10));
  EXPECT_EQ(LockWait(seconds(5)).longest_look(), minutes(3)) << "as long as locks of lost hosts";
}

TEST(LockWait, ALockThatStaysHeldIsNotWaitedForForEver) {
  LockWait wait(seconds(600));
  const LockWait::Clock::time_point begin{};
  EXPECT_TRUE(wait.goes_on(begin, begin));
  EXPECT_TRUE(wait.goes_on(begin + seconds(179), begin + seconds(179)));
  EXPECT_FALSE(wait.goes_on(begin + seconds(180), begin + seconds(180)));
}

TEST(LockWait, TimeInWhichNothingAnswersGivesNoLockBack) {
  LockWait wait(seconds(600));
  const LockWait::Clock::time_point begin{};
  EXPECT_TRUE(wait.goes_on(begin, begin));
  EXPECT_TRUE(wait.goes_on(begin, begin + minutes(8)));
  EXPECT_TRUE(wait.goes_on(begin + minutes(10), begin + minutes(10)));
  EXPECT_FALSE(wait.goes_on(begin + minutes(11), begin + minutes(11)));
}

TEST(LockWait, AnswersThatAreAllLateAreNotWaitedForForEver) {
  LockWait wait(seconds(5));
  LockWait::Clock::time_point now{};
  for (const auto begin = now; wait.goes_on(now - seconds(11), now); now += seconds(12)) {
    ASSERT_LT(now - begin, minutes(6));
  }
  EXPECT_GE(now - LockWait::Clock::time_point{}, minutes(6)) << "a look and the time of a lock";
}

}  // namespace
}  // namespace tandem
