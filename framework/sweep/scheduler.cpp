#include "framework/sweep/scheduler.h"

#include <algorithm>
#include <cmath>

namespace tandem {

std::optional<int64_t> next_rung(const TrialCourse& course) {
  if (course.values.size() >= course.rungs.size()) return std::nullopt;
  return course.rungs[course.values.size()];
}

std::vector<int64_t> named_rungs(const SchedulerOptions& options, const RunLength& run) {
  const bool are_shares =
      std::ranges::all_of(options.rungs, [](double rung) { return rung <= 1.0; });
  const auto every = static_cast<double>(std::max<int64_t>(1, run.evaluation_every));
  std::vector<int64_t> steps;
  for (const double rung : options.rungs) {
    double step = rung;
    if (are_shares) {
      const auto all = static_cast<double>(run.steps);
      // A trial has values where it is evaluated, and at its end.
      step = std::min(all, std::max(1.0, std::round(rung * all / every)) * every);
      if (rung == 1.0) step = all;
    }
    steps.push_back(std::llround(step));
  }
  return steps;
}

std::vector<int64_t> rungs_from(const SchedulerKind& scheduler, const SchedulerOptions& options,
                                const RunLength& run, int64_t first_step) {
  std::vector<int64_t> rungs = scheduler.rungs(options, run);
  for (int64_t& rung : rungs) rung = std::min(run.steps, first_step + rung);
  return rungs;
}

}  // namespace tandem
