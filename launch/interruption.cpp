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
  if (is_one_pending(held_)) throw Interrupted({.what = "interrupted"});
}

StopSignal::StopSignal() : watched_(heeded_stop_signals()) {
  ::pthread_sigmask(SIG_BLOCK, &watched_, nullptr);
}

bool StopSignal::requested() const { return is_one_pending(watched_); }

}  // namespace tandem
