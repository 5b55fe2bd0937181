#include "launch/interruption.h"

#include "framework/core/log.h"
#include "framework/core/stop_signals.h"

namespace tandem {

HeldInterruption::HeldInterruption() {
  sigemptyset(&held_);
  for (const int signal : kStopSignals) {
    struct sigaction present {};
    const bool is_ignored =
        ::sigaction(signal, nullptr, &present) == 0 && present.sa_handler == SIG_IGN;
    if (!is_ignored) sigaddset(&held_, signal);
  }
  if (::pthread_sigmask(SIG_BLOCK, &held_, &before_) != 0) {
    throw Error(ExitCode::kInternal, {.what = "signals cannot be held back"});
  }
}

HeldInterruption::~HeldInterruption() {
  if (::pthread_sigmask(SIG_SETMASK, &before_, nullptr) != 0) log_error("sigmask failed");
}

void HeldInterruption::check() const {
  sigset_t pending;
  if (sigpending(&pending) != 0) return;
  for (const int signal : kStopSignals) {
    if (sigismember(&held_, signal) == 1 && sigismember(&pending, signal) == 1) {
      throw Interrupted({.what = "interrupted"});
    }
  }
}

}  // namespace tandem
