// What asks a rank to stop after its present step.
#pragma once

#include <csignal>

#include "framework/core/stop_signals.h"

namespace tandem {

/// Blocks the stop signals in the thread that makes it and in all threads started later, and looks
/// at whether one is pending: no handler, no shared state. A SIGHUP that is ignored (nohup) stays
/// so.
class StopSignal {
 public:
  StopSignal() { pthread_sigmask(SIG_BLOCK, &watched_, nullptr); }

  /// Whether a stop was requested since the start.
  bool requested() const {
    sigset_t pending;
    if (sigpending(&pending) != 0) return false;
    for (const int signal : kStopSignals) {
      if (sigismember(&pending, signal) == 1) return true;
    }
    return false;
  }

 private:
  sigset_t watched_ = heeded_stop_signals();
};

}  // namespace tandem
