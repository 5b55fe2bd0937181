#include "launch/job/timed_answer.h"

#include <gtest/gtest.h>

#include <string>

#include "framework/core/error.h"
#include "tests/support/hanging_call.h"

namespace tandem {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using testing_support::HangingCall;

TEST(TimedAnswer, IsWhatTheCallReturnsOrThrows) {
  EXPECT_EQ(answer_within(minutes(1), [] { return std::string("answer"); }), "answer");
  EXPECT_THROW(answer_within(minutes(1), []() -> int { throw FileError({.what = "x"}); }),
               FileError);
}

TEST(TimedAnswer, ThereIsNoneOfACallThatTakesTooLong) {
  const HangingCall hanging;
  EXPECT_EQ(answer_within(milliseconds(1), hanging.call()), std::nullopt);
}

TEST(TimedAnswer, WhoeverWaitsMayEndThat) {
  const HangingCall hanging;
  int looks = 0;
  EXPECT_EQ(answer_within(std::chrono::seconds(5), hanging.call(), [&] { return ++looks == 2; }),
            std::nullopt);
  EXPECT_EQ(looks, 2);
}

}  // namespace
}  // namespace tandem
