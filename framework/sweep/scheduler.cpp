#include "framework/sweep/scheduler.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "framework/config/nearest_name.h"
#include "framework/core/error.h"

namespace tandem {

double loss_of(const SweepDefinition& definition, double value) {
  if (std::isnan(value)) return std::numeric_limits<double>::infinity();
  return definition.is_minimized ? value : -value;
}

SchedulerKind scheduler_named(const std::string& name) {
  std::vector<std::string> names;
  for (const SchedulerKind& kind : all_schedulers()) {
    if (kind.name == name) return kind;
    names.push_back(kind.name);
  }
  throw ConfigError(
      {.what = "no scheduler is called '" + name + "'", .advice = suggest_name(name, names)});
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
