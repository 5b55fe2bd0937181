#include "framework/sweep/trial.h"

#include "framework/core/error.h"

namespace tandem {

std::string to_string(TrialState state) {
  switch (state) {
    case TrialState::kRunning:
      return "running";
    case TrialState::kComplete:
      return "complete";
    case TrialState::kPruned:
      return "pruned";
    case TrialState::kFailed:
      return "failed";
    case TrialState::kPaused:
      return "paused";
  }
  throw Error(ExitCode::kInternal, {.what = "unknown state of a trial"});
}

}  // namespace tandem
