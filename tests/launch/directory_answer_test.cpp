#include "launch/directory_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <future>
#include <memory>

#include "launch/job/stop_signals.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;

class DirectoryAnswer : public ::testing::Test {
 protected:
  ~DirectoryAnswer() override { end_.set_value(); }

  /// Asks what has no answer until this test ends.
  void ask(std::chrono::seconds patience) const {
    answer_of_directory("runs/x", patience, [end = ended_] {
      end.wait();
      return 1;
    });
  }

 private:
  std::promise<void> end_;
  std::shared_future<void> ended_ = end_.get_future().share();
};

TEST_F(DirectoryAnswer, IsWhatTheCallReturnsOrThrows) {
  EXPECT_EQ(*answer_of_directory("runs/x", kForEver, [] { return std::make_unique<int>(3); }), 3);
  const auto refuse = []() -> int { throw ConfigError({.what = "no run"}); };
  EXPECT_THROW(answer_of_directory("runs/x", kForEver, refuse), ConfigError);
}

TEST_F(DirectoryAnswer, IsWaitedForUntilThePatienceEnds) {
  EXPECT_THAT(message_of<FileError>([this] { ask(seconds(0)); }),
              AllOf(HasSubstr("runs/x"), HasSubstr("does not answer")));
}

TEST_F(DirectoryAnswer, AStopSignalThatIsHeldBackEndsTheWait) {
  const StopSignals held;
  ASSERT_EQ(::raise(SIGUSR1), 0);
  EXPECT_THROW(ask(kForEver), Interrupted);
}

}  // namespace
}  // namespace tandem
