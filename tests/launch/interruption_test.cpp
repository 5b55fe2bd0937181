#include "launch/interruption.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "framework/core/stop_signals.h"
#include "tests/launch/child_end.h"

namespace tandem {
namespace {

using testing_support::end_of;

TEST(HeldInterruption, HoldsBack) {
  constexpr int kWasThere = 42;
  for (const int signal : kStopSignals) {
    const int status = end_of([&] {
      ::signal(signal, SIG_DFL);
      const HeldInterruption held;
      ::raise(signal);
      EXPECT_THROW(held.check(), Interrupted);
      ::_exit(testing::Test::HasFailure() ? 1 : kWasThere);
    });
    ASSERT_TRUE(WIFEXITED(status)) << signal;
    EXPECT_EQ(WEXITSTATUS(status), kWasThere) << signal;
  }
}

TEST(HeldInterruption, TakesEffectAtItsEnd) {
  for (const int signal : kStopSignals) {
    const int status = end_of([&] {
      ::signal(signal, SIG_DFL);
      const HeldInterruption held;
      held.check();
      ::raise(signal);
      EXPECT_THROW(held.check(), Interrupted);
      if (testing::Test::HasFailure()) ::_exit(1);
    });
    ASSERT_TRUE(WIFSIGNALED(status)) << signal;
    EXPECT_EQ(WTERMSIG(status), signal);
  }
}

TEST(HeldInterruption, WhatIsIgnoredStaysIgnored) {
  const int status = end_of([] {
    ::signal(SIGHUP, SIG_IGN);
    const HeldInterruption held;
    ::raise(SIGHUP);
    held.check();
  });
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(StopSignals, OneThatIsHeldBackIsPending) {
  const int status = end_of([] {
    EXPECT_FALSE(is_stop_pending());
    const HeldInterruption held;
    EXPECT_FALSE(is_stop_pending());
    ::raise(SIGTERM);
    EXPECT_TRUE(is_stop_pending());
    ::_exit(testing::Test::HasFailure() ? 1 : 0);
  });
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(StopSignal, IsRequestedBySignalsThatAreHeldBack) {
  for (const int signal : kStopSignals) {
    const int status = end_of([&] {
      ::signal(signal, SIG_DFL);
      const StopSignal stop;
      EXPECT_FALSE(stop.requested());
      ::raise(signal);
      EXPECT_TRUE(stop.requested());
      ::_exit(testing::Test::HasFailure() ? 1 : 0);
    });
    ASSERT_TRUE(WIFEXITED(status)) << signal;
    EXPECT_EQ(WEXITSTATUS(status), 0) << signal;
  }
}

}  // namespace
}  // namespace tandem
