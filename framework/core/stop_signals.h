// The signals that ask a training to stop with a checkpoint.
#pragma once

#include <algorithm>
#include <array>
#include <csignal>

namespace tandem {

/// Users and their terminals send the first three, schedulers any of them before a limit.
inline constexpr std::array kStopSignals = {SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGUSR2, SIGXCPU};

/// Those of them that this process heeds: a SIGHUP that is ignored (nohup) stays so. Others count
/// although they are ignored: a job that a script puts into the background ignores SIGINT, by which
/// it is to be stopped nonetheless.
inline sigset_t heeded_stop_signals() {
  sigset_t heeded;
  sigemptyset(&heeded);
  for (const int signal : kStopSignals) sigaddset(&heeded, signal);
  struct sigaction hang_up {};
  const bool is_known = ::sigaction(SIGHUP, nullptr, &hang_up) == 0;
  if (is_known && hang_up.sa_handler == SIG_IGN) sigdelset(&heeded, SIGHUP);
  return heeded;
}

/// Whether one of these has come and waits, because somebody holds it back in this thread. They are
/// looked at and not taken: what lets them go lets them take effect.
inline bool is_one_pending(const sigset_t& held) {
  sigset_t pending;
  if (::sigpending(&pending) != 0) return false;
  return std::ranges::any_of(kStopSignals, [&](int signal) {
    return sigismember(&held, signal) == 1 && sigismember(&pending, signal) == 1;
  });
}

/// The same of all that this process heeds.
inline bool is_stop_pending() { return is_one_pending(heeded_stop_signals()); }

}  // namespace tandem
