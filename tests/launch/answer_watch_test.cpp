#include "launch/answer_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "launch/interruption.h"
#include "launch/job/stop_signals.h"

namespace tandem {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;

const AnswerWatch::Clock::time_point kBegin = AnswerWatch::Clock::now();

TEST(AnswerWatch, SaysOnceWhatIsWaitedFor) {
  AnswerWatch watch("tandem-worker resume runs/x", std::nullopt, kBegin);
  EXPECT_EQ(watch.look(kBegin), "");
  EXPECT_EQ(watch.look(kBegin + seconds(29)), "");
  EXPECT_THAT(watch.look(kBegin + seconds(31)), HasSubstr("`tandem-worker resume runs/x`"));
  EXPECT_EQ(watch.look(kBegin + seconds(3100)), "");
}

TEST(AnswerWatch, ItsPatienceEnds) {
  AnswerWatch watch("tandem-worker resume runs/x", seconds(5), kBegin);
  EXPECT_EQ(watch.look(kBegin + seconds(5)), "");
  try {
    watch.look(kBegin + seconds(6));
    FAIL() << "it goes on";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), ExitCode::kRankLost);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("no answer within 5 s"), HasSubstr("runs/x")));
  }
}

TEST(AnswerWatch, AStopSignalThatIsHeldBackEndsTheWait) {
  const StopSignals held;
  AnswerWatch watch("tandem-worker resume runs/x", std::nullopt, kBegin);
  EXPECT_EQ(watch.look(kBegin), "");
  ASSERT_EQ(::raise(SIGTERM), 0);
  EXPECT_THROW(watch.look(kBegin), Interrupted);
}

}  // namespace
}  // namespace tandem
