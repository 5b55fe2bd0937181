// median: a trial ends where its best value so far is worse than the median of those that are
// complete, at the same step (Golovin and others, "Google Vizier", 2017, as Optuna has it).
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "framework/sweep/median_of.h"
#include "framework/sweep/scheduler.h"

namespace tandem {
namespace {

class Median : public Scheduler {
 public:
  RungOutcome reached(const SweepState& state, int64_t trial) override {
    const auto index = static_cast<size_t>(trial);
    if (state.trials[index].is_infeasible) return RungOutcome::kPrune;
    const TrialCourse& course = state.courses[index];
    double& best = best_.emplace(trial, std::numeric_limits<double>::infinity()).first->second;
    best = std::min(best, loss_of(course.values.back(), state.definition.is_minimized));
    const size_t rung = course.values.size();
    if (rung == course.rungs.size()) {
      remember(state, course);
      return RungOutcome::kGoOn;
    }
    if (num_complete_ < state.definition.scheduler.startup_trials) return RungOutcome::kGoOn;
    // Not one of its values was finite.
    if (std::isinf(best)) return RungOutcome::kPrune;
    const auto others = complete_.find(course.rungs[rung - 1]);
    // Families may have rungs at different steps: here there is nothing to compare with.
    if (others == complete_.end()) return RungOutcome::kGoOn;
    return best > median_of(others->second) ? RungOutcome::kPrune : RungOutcome::kGoOn;
  }

 private:
  void remember(const SweepState& state, const TrialCourse& course) {
    ++num_complete_;
    for (size_t i = 0; i < course.rungs.size(); ++i) {
      if (!std::isnan(course.values[i])) {
        complete_[course.rungs[i]].push_back(
            loss_of(course.values[i], state.definition.is_minimized));
      }
    }
  }

  std::map<int64_t, double> best_;                   // by trial
  std::map<int64_t, std::vector<double>> complete_;  // by step
  int64_t num_complete_ = 0;
};

std::vector<int64_t> rungs(const SchedulerOptions& options, const RunLength& run) {
  std::vector<int64_t> steps = named_rungs(options, run);
  if (!steps.empty()) return steps;
  const int64_t interval = options.interval > 0 ? options.interval : run.evaluation_every;
  if (interval > 0) {
    for (int64_t step = interval; step < run.steps; step += interval) steps.push_back(step);
  }
  steps.push_back(run.steps);
  return steps;
}

std::unique_ptr<Scheduler> make(const SweepDefinition&) { return std::make_unique<Median>(); }

}  // namespace

SchedulerKind median_scheduler() {
  return {.name = "median",
          .sentence = "a trial ends where its best value is worse than the median of complete ones",
          .options = {"rungs", "interval", "startup_trials"},
          .rungs = rungs,
          .make = make};
}

}  // namespace tandem
