#include "launch/job/stop_signals.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "framework/core/stop_signals.h"
#include "tests/launch/child_end.h"

namespace tandem {
namespace {

using testing_support::end_of;
using testing_support::run_in_child;

// Longer than anything takes that is known to come.
constexpr int kLongMilliseconds = 60'000;

TEST(JobSignals, EachIsWaitedForInsteadOfHandled) {
  run_in_child([] {
    for (const int signal : kStopSignals) ::signal(signal, SIG_DFL);
    const StopSignals signals;
    EXPECT_EQ(signals.wait(0), std::nullopt);
    for (const int signal : kStopSignals) {
      ::raise(signal);
      EXPECT_EQ(signals.wait(0), signal);
      EXPECT_EQ(signals.wait(0), std::nullopt) << "only once";
    }
  });
}

TEST(JobSignals, TheEndOfAChildIsOne) {
  run_in_child([] {
    const StopSignals signals;
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    EXPECT_EQ(signals.wait(kLongMilliseconds), SIGCHLD);
    EXPECT_EQ(::waitpid(child, nullptr, 0), child);
  });
}

TEST(JobSignals, WhatComesTooLateHasNoEffect) {
  for (const int signal : kStopSignals) {
    run_in_child([&] {
      ::signal(signal, SIG_DFL);
      const StopSignals signals;
      ::raise(signal);
    });
  }
}

TEST(JobSignals, ThatSomebodyElseHoldsBackStayForThatOne) {
  run_in_child([] {
    const StopSignals outer;
    {
      const StopSignals inner;
      ::raise(SIGTERM);
    }
    EXPECT_EQ(outer.wait(0), SIGTERM);
  });
}

TEST(JobSignals, AreWhatTheyWereBehindTheEnd) {
  const int status = end_of([] {
    ::signal(SIGTERM, SIG_DFL);
    { const StopSignals signals; }
    ::raise(SIGTERM);
  });
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGTERM);
}

TEST(JobSignals, AHangUpThatIsIgnoredStaysIgnored) {
  run_in_child([] {
    ::signal(SIGHUP, SIG_IGN);
    const StopSignals signals;
    ::raise(SIGHUP);
    EXPECT_EQ(signals.wait(0), std::nullopt);
  });
}

}  // namespace
}  // namespace tandem
