#include "launch/job/timed_answer.h"

#include <gtest/gtest.h>

#include <future>
#include <string>

#include "framework/core/error.h"

namespace tandem {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

/// A call that returns only when this object has ended.
class HangingCall {
 public:
  ~HangingCall() { end_.set_value(); }
  auto call() const {
    return [end = ended_] {
      end.wait();
      return 1;
    };
  }

 private:
  std::promise<void> end_;
  std::shared_future<void> ended_ = end_.get_future().share();
};

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
