#include "launch/directory_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <memory>

#include "launch/job/stop_signals.h"
#include "tests/support/error_message.h"
#include "tests/support/hanging_call.h"

namespace tandem {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;

/// Asks what has no answer in time.
void ask(std::chrono::seconds patience) {
  const testing_support::HangingCall hanging;
  answer_of_directory("runs/x", patience, hanging.call());
}

TEST(DirectoryAnswer, IsWhatTheCallReturnsOrThrows) {
  EXPECT_EQ(*answer_of_directory("runs/x", kForEver, [] { return std::make_unique<int>(3); }), 3);
  const auto refuse = []() -> int { throw ConfigError({.what = "no run"}); };
  EXPECT_THROW(answer_of_directory("runs/x", kForEver, refuse), ConfigError);
}

TEST(DirectoryAnswer, IsWaitedForUntilThePatienceEnds) {
  EXPECT_THAT(message_of<FileError>([] { ask(seconds(0)); }),
              AllOf(HasSubstr("runs/x"), HasSubstr("does not answer")));
}

TEST(DirectoryAnswer, AStopSignalThatIsHeldBackEndsTheWait) {
  const StopSignals held;
  ASSERT_EQ(::raise(SIGUSR1), 0);
  EXPECT_THROW(ask(kForEver), Interrupted);
}

}  // namespace
}  // namespace tandem
