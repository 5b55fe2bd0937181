#include "framework/distributed/watchdog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <future>
#include <stdexcept>
#include <thread>

namespace tandem {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::AllOf;
using testing::HasSubstr;

constexpr auto kSoon = milliseconds(1);

class OperationQueueTest : public testing::Test {
 protected:
  void begin(const char* what, const bool& is_done, seconds at) {
    queue_.begin(
        what, [&is_done] { return is_done; }, start_ + at);
  }
  std::string look(seconds at) { return queue_.look(start_ + at).value_or(""); }

  OperationQueue queue_{seconds(60)};
  OperationQueue::Clock::time_point start_ = OperationQueue::Clock::now();
};

TEST_F(OperationQueueTest, WhatIsDoneInTimeIsForgotten) {
  bool is_done = false;
  begin("a sum", is_done, seconds(0));
  EXPECT_EQ(look(seconds(60)), "");
  EXPECT_EQ(queue_.size(), 1U);
  is_done = true;
  EXPECT_EQ(look(seconds(1000)), "") << "it is done, however late that was seen";
  EXPECT_EQ(queue_.size(), 0U);
}

TEST_F(OperationQueueTest, SaysWhatIsNotDoneAndForHowLong) {
  const bool never = false;
  const bool done = true;
  begin("a broadcast", done, seconds(0));
  begin("a sum of 7 elements", never, seconds(1));
  begin("a barrier", never, seconds(2));
  EXPECT_EQ(look(seconds(3)), "");
  EXPECT_THAT(look(seconds(64)), AllOf(HasSubstr("a sum of 7 elements"),
                                       HasSubstr("operation 2 of 3"), HasSubstr("61.0 s")));
}

TEST_F(OperationQueueTest, TimeCountsFromTheEndOfTheOperationBefore) {
  bool first = false;
  const bool never = false;
  begin("first", first, seconds(0));
  begin("second", never, seconds(0));
  EXPECT_EQ(look(seconds(50)), "");
  first = true;
  EXPECT_EQ(look(seconds(55)), "");
  EXPECT_EQ(look(seconds(115)), "") << "60 s after the first was seen to be done";
  EXPECT_THAT(look(seconds(116)), HasSubstr("second"));
}

TEST_F(OperationQueueTest, AnIdleTimeDoesNotCount) {
  const bool never = false;
  EXPECT_EQ(look(seconds(500)), "");
  begin("a sum", never, seconds(1000));
  EXPECT_EQ(look(seconds(1060)), "");
  EXPECT_NE(look(seconds(1061)), "");
}

TEST_F(OperationQueueTest, TimeInWhichTheProcessWasStoppedDoesNotCount) {
  const bool never = false;
  begin("a sum", never, seconds(0));
  queue_.skip(seconds(500), start_ + seconds(510));
  EXPECT_EQ(look(seconds(560)), "") << "10 s before it, 50 s behind it";
  EXPECT_NE(look(seconds(561)), "");
  queue_.skip(seconds(1000), start_ + seconds(600));
  EXPECT_EQ(look(seconds(660)), "");
  EXPECT_NE(look(seconds(661)), "") << "what began behind it has no more time";
}

/// Collects the reasons that a watchdog gives.
class WatchdogTest : public testing::Test {
 protected:
  WatchdogOptions options(milliseconds patience) {
    return {.patience = patience,
            .interval = kSoon,
            .failure = [this] { return failure(); },
            .on_failure =
                [this](const WatchedFailure& seen) {
                  reason_.set_value((seen.is_own ? "own: " : "") + seen.reason);
                }};
  }
  std::string failure() { return failure_.load() ? "the library failed" : ""; }

  /// Waits for it; "none" where none comes.
  std::string reason() {
    std::future<std::string> reason = reason_.get_future();
    return reason.wait_for(seconds(30)) == std::future_status::ready ? reason.get() : "none";
  }

  std::atomic<bool> failure_ = false;
  std::promise<std::string> reason_;
};

TEST_F(WatchdogTest, SpeaksWhileTheHostWaitsForTheOperation) {
  std::atomic<bool> is_done = false;
  Watchdog watchdog(options(kSoon));
  watchdog.watch("a sum", [&] { return is_done.load(); });
  // The host is blocked here, as it is in the synchronisation of an event.
  EXPECT_THAT(reason(), HasSubstr("a sum (operation 1 of 1 begun) is not done"));
}

TEST_F(WatchdogTest, PassesOnWhatTheLibrarySays) {
  Watchdog watchdog(options(seconds(1000)));
  failure_ = true;
  EXPECT_EQ(reason(), "the library failed");
}

TEST_F(WatchdogTest, AnErrorOfTheDeviceIsAFailureOfThisProcess) {
  Watchdog watchdog(options(seconds(1000)));
  watchdog.watch("a sum", []() -> bool { throw std::runtime_error("illegal memory access"); });
  EXPECT_EQ(reason(), "own: illegal memory access");
}

/// Of a process with a watchdog that is stopped in the midst of an operation: whether that speaks
/// once the process goes on.
int speaks_after_a_pause() {
  std::atomic<bool> speaks = false;
  Watchdog watchdog({.patience = seconds(2),
                     .interval = milliseconds(20),  // it is mostly asleep when the process stops
                     .failure = [] { return ""; },
                     .on_failure = [&](const WatchedFailure&) { speaks = true; }});
  watchdog.watch("a sum", [] { return false; });
  ::raise(SIGSTOP);
  std::this_thread::sleep_for(seconds(1));
  return speaks ? 1 : 0;
}

TEST_F(WatchdogTest, IsSilentAfterItsProcessWasStopped) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) ::_exit(speaks_after_a_pause());
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, WUNTRACED), child);
  ASSERT_TRUE(WIFSTOPPED(status));
  std::this_thread::sleep_for(milliseconds(2500));
  ASSERT_EQ(::kill(child, SIGCONT), 0);
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}

TEST_F(WatchdogTest, IsSilentWhileOperationsEnd) {
  std::promise<void> asked;
  {
    Watchdog watchdog(options(seconds(1000)));
    watchdog.watch("a sum", [&, first = true]() mutable {
      if (first) asked.set_value();
      first = false;
      return true;
    });
    asked.get_future().wait();
  }
  EXPECT_EQ(reason_.get_future().wait_for(seconds(0)), std::future_status::timeout);
}

TEST_F(WatchdogTest, EndsAtOnceHoweverLongItsInterval) {
  WatchdogOptions long_interval = options(seconds(1000));
  long_interval.interval = std::chrono::hours(10);
  const Watchdog watchdog(long_interval);
}

}  // namespace
}  // namespace tandem
