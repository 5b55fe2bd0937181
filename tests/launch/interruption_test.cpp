#include "launch/interruption.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <utility>

#include "framework/core/stop_signals.h"
#include "tests/launch/child_end.h"
#include "tests/support/standard_error.h"

namespace tandem {
namespace {

using testing_support::end_of;
using testing_support::standard_error_of;

/// How a child ends in which these signals have this handler, and what it says.
template <class Call>
std::pair<int, std::string> end_with(sighandler_t handler, const Call& call) {
  int status = 0;
  const std::string said = standard_error_of([&] {
    status = end_of([&] {
      for (const int signal : {SIGINT, SIGTERM}) ::signal(signal, handler);
      call();
    });
  });
  return {status, said};
}

void raise_while_held() {
  const HeldInterruption held;
  ::raise(SIGINT);
}

void raise_with_words(int signal) {
  say_at_interruption("what is done is kept\n");
  ::raise(signal);
}

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

TEST(HeldInterruption, SaysThatItEndsTheProcess) {
  const auto [status, said] = end_with(SIG_DFL, raise_while_held);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGINT);
  EXPECT_EQ(said, "tandem: interrupted\n");
}

TEST(HeldInterruption, SaysNothingWhereTheProcessGoesOn) {
  const auto [status, said] = end_with(SIG_IGN, raise_while_held);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(said, "");
}

TEST(Interruption, IsSaidInTheWordsOfTheCommand) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const auto [status, said] = end_with(SIG_DFL, [&] { raise_with_words(signal); });
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(WTERMSIG(status), signal);
    EXPECT_EQ(said, "what is done is kept\n");
  }
}

TEST(Interruption, ThatIsIgnoredStaysIgnored) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const auto [status, said] = end_with(SIG_IGN, [&] { raise_with_words(signal); });
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(said, "");
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

TEST(StopRequest, IsRequestedBySignalsThatAreHeldBack) {
  for (const int signal : kStopSignals) {
    const int status = end_of([&] {
      ::signal(signal, SIG_DFL);
      const StopRequest stop;
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
