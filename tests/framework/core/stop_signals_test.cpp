#include "framework/core/stop_signals.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(StopSignals, AHangUpThatIsIgnoredIsNotHeeded) {
  for (const int signal : kStopSignals) {
    auto* const before = ::signal(signal, SIG_IGN);
    const sigset_t heeded = heeded_stop_signals();
    ::signal(signal, SIG_DFL);
    const sigset_t all = heeded_stop_signals();
    ::signal(signal, before);
    EXPECT_EQ(sigismember(&heeded, signal), signal == SIGHUP ? 0 : 1) << signal;
    EXPECT_EQ(sigismember(&all, signal), 1) << signal;
  }
}

}  // namespace
}  // namespace tandem
