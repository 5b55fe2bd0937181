// Requests to end, which wait until what was begun is put away: a file that is half written, the
// step of a training.
#pragma once

#include <csignal>

#include "framework/core/error.h"

namespace tandem {

/// What ends a command that was asked to end; see HeldInterruption.
struct Interrupted : Error {
  explicit Interrupted(const Problem& problem) : Error(ExitCode::kStopped, problem) {}
};

/// While it lives, the signals that stop a training wait, but for a SIGHUP that is ignored (nohup):
/// a held signal takes effect at its end, as if it came then. Where it ends the process, that is
/// said on standard error. To be made before anything that starts threads, and before what is to be
/// put away.
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

/// For a command that may end anywhere: `words`, which live as long as the process, are said on
/// standard error before SIGINT or SIGTERM ends it; not where that one is ignored. A Ctrl-C reaches
/// mpirun alone, which ends its ranks by SIGTERM, as it does where it has lost one of them.
void say_at_interruption(const char* words);

/// What asks a rank to stop after its present step. Blocks the stop signals in the thread that
/// makes it and in all threads started later, and looks at whether one is pending: no handler, no
/// shared state. A SIGHUP that is ignored (nohup) stays so.
class StopRequest {
 public:
  StopRequest();

  /// Whether a stop was requested since the start.
  bool requested() const;

 private:
  sigset_t watched_;
};

}  // namespace tandem
