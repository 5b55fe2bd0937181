#include "framework/sweep/trial.h"

#include <cmath>
#include <limits>

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

double loss_of(double value, bool is_minimized) {
  if (std::isnan(value)) return std::numeric_limits<double>::infinity();
  return is_minimized ? value : -value;
}

}  // namespace tandem
