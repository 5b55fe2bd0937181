#include "launch/interruption.h"

#include "framework/core/log.h"
#include "framework/core/stop_signals.h"

namespace tandem {

HeldInterruption::HeldInterruption() : held_(heeded_stop_signals()) {
  if (::pthread_sigmask(SIG_BLOCK, &held_, &before_) != 0) {
    throw Error(ExitCode::kInternal, {.what = "signals cannot be held back"});
  }
}

HeldInterruption::~HeldInterruption() {
  if (::pthread_sigmask(SIG_SETMASK, &before_, nullptr) != 0) log_error("sigmask failed");
}

void HeldInterruption::check() const {
  // They are looked at and not taken: each takes effect when it is let go.
  sigset_t pending;
  if (sigpending(&pending) != 0) return;
  for (const int signal : kStopSignals) {
    if (sigismember(&held_, signal) == 1 && sigismember(&pending, signal) == 1) {
      throw Interrupted({.what = "interrupted"});
    }
  }
}

}  // namespace tandem
