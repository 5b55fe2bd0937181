#include "framework/sweep/scheduler.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tandem {

double loss_of(const SweepDefinition& definition, double value) {
  if (std::isnan(value)) return std::numeric_limits<double>::infinity();
  return definition.is_minimized ? value : -value;
}

std::vector<int64_t> named_rungs(const SchedulerOptions& options, const RunLength& run) {
  const bool are_shares =
      std::ranges::all_of(options.rungs, [](double rung) { return rung <= 1.0; });
  const auto every = static_cast<double>(std::max<int64_t>(1, run.evaluation_every));
  std::vector<int64_t> steps;
  for (const double rung : options.rungs) {
    double step = rung;
    if (are_shares) {
      step = rung * static_cast<double>(run.steps);
      step = rung == 1.0 ? step : std::max(1.0, std::round(step / every)) * every;
    }
    steps.push_back(std::llround(step));
  }
  return steps;
}

}  // namespace tandem
