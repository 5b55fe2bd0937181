// The signals a job is watched with, waited for instead of handled, so that none is lost between
// looking and sleeping.
#pragma once

#include <csignal>
#include <optional>

namespace tandem {

/// While it lives, the stop signals and SIGCHLD are held back for `wait`. A SIGHUP that is ignored
/// (nohup) stays ignored.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// The next of these signals, or nothing after `milliseconds`.
  std::optional<int> wait(int milliseconds) const;

 private:
  sigset_t watched_;
  sigset_t before_{};
};

}  // namespace tandem
