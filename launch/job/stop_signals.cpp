#include "launch/job/stop_signals.h"

#include <cerrno>
#include <cstring>
#include <ctime>

#include "framework/core/error.h"
#include "framework/core/log.h"
#include "framework/core/stop_signals.h"

namespace tandem {
namespace {

void check_result(int result, const char* call) {
  if (result == 0) return;
  throw Error(ExitCode::kInternal,
              {.what = std::string(call) + " failed (" + std::strerror(errno) + ")"});
}

}  // namespace

StopSignals::StopSignals() : watched_(heeded_stop_signals()) {
  // Held back it stays pending, although it is ignored by default: the end of a child is
  // noticed at once.
  sigaddset(&watched_, SIGCHLD);
  check_result(::sigprocmask(SIG_BLOCK, &watched_, &before_), "sigprocmask");
}

StopSignals::~StopSignals() {
  // What comes too late has no effect: it must not end a process that knows how its job ended.
  sigset_t released = watched_;
  for (int signal = 1; signal < NSIG; ++signal) {
    if (sigismember(&before_, signal) == 1) sigdelset(&released, signal);
  }
  const timespec now{};
  while (::sigtimedwait(&released, nullptr, &now) > 0) {
  }
  if (::sigprocmask(SIG_SETMASK, &before_, nullptr) != 0) log_error("sigprocmask failed");
}

std::optional<int> StopSignals::wait(int milliseconds) const {
  const timespec limit{.tv_sec = milliseconds / 1000,
                       .tv_nsec = static_cast<long>(milliseconds % 1000) * 1000000};
  const int signal = ::sigtimedwait(&watched_, nullptr, &limit);
  if (signal > 0) return signal;
  if (errno != EAGAIN && errno != EINTR) check_result(-1, "sigtimedwait");
  return std::nullopt;
}

}  // namespace tandem
