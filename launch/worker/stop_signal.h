// SIGUSR1 asks a rank to stop after its present step.
#pragma once

#include <csignal>

namespace tandem {

/// Blocks the signal in the thread that makes it and in all threads started later, and looks at
/// whether one is pending: no handler, no shared state.
class StopSignal {
 public:
  StopSignal() {
    sigset_t blocked;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &blocked, nullptr);
  }
  /// Whether a stop was requested since the start.
  bool requested() const {
    sigset_t pending;
    return sigpending(&pending) == 0 && sigismember(&pending, SIGUSR1) == 1;
  }
};

}  // namespace tandem
