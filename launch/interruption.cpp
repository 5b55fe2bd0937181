#include "launch/interruption.h"

#include <array>

#include "framework/core/log.h"

namespace tandem {
namespace {

// A stop request to a training may come before it begins, and after its end.
constexpr std::array kHeldSignals = {SIGINT, SIGTERM, SIGHUP, SIGUSR1};

}  // namespace

HeldInterruption::HeldInterruption() {
  sigemptyset(&held_);
  for (const int signal : kHeldSignals) {
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
  for (const int signal : kHeldSignals) {
    if (sigismember(&held_, signal) == 1 && sigismember(&pending, signal) == 1) {
      throw Interrupted({.what = "interrupted"});
    }
  }
}

}  // namespace tandem
