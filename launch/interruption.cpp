#include "launch/interruption.h"

#include <algorithm>

#include "framework/core/log.h"
#include "framework/core/stop_signals.h"

namespace tandem {
namespace {

/// Whether one of these has come, and waits. They are looked at and not taken: what lets them go,
/// as HeldInterruption does at its end, lets them take effect.
bool is_one_pending(const sigset_t& held) {
  sigset_t pending;
  if (sigpending(&pending) != 0) return false;
  return std::ranges::any_of(kStopSignals, [&](int signal) {
    return sigismember(&held, signal) == 1 && sigismember(&pending, signal) == 1;
  });
}

}  // namespace

bool is_stop_pending() { return is_one_pending(heeded_stop_signals()); }

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
