// Requests to end a command that must first put away what it has begun: a file that is half
// written.
#pragma once

#include <csignal>

#include "framework/core/error.h"

namespace tandem {

/// What ends a command that was asked to end; see HeldInterruption.
struct Interrupted : Error {
  explicit Interrupted(const Problem& problem) : Error(ExitCode::kStopped, problem) {}
};

/// While it lives, the signals that stop a training wait, but for a SIGHUP that is ignored (nohup):
/// a held signal takes effect at its end, as if it came then. To be made before anything that
/// starts threads, and before what is to be put away.
class HeldInterruption {
 public:
  HeldInterruption();
  ~HeldInterruption();
  HeldInterruption(const HeldInterruption&) = delete;
  HeldInterruption& operator=(const HeldInterruption&) = delete;

  /// Throws Interrupted when one of the signals has come.
  void check() const;

 private:
  sigset_t held_;
  sigset_t before_{};
};

}  // namespace tandem
