// halving: every trial pauses at each rung, and the best of a rung go on as soon as they are known
// to be (Li and others, "A System for Massively Parallel Hyperparameter Tuning", 2018, algorithm
// 2). What is paused goes on exactly, so nothing has to be decided before it must be.
#include <algorithm>
#include <cmath>
#include <limits>

#include "framework/sweep/scheduler.h"

namespace tandem {
namespace {

// The first rung, as a share of a run, where none are named; each next one is eta times as far.
constexpr double kFirstShare = 1.0 / 16;

class Halving : public Scheduler {
 public:
  RungOutcome reached(const SweepState& state, int64_t trial) override {
    const auto index = static_cast<size_t>(trial);
    const TrialCourse& course = state.courses[index];
    const bool is_lost = state.trials[index].is_infeasible;
    const double loss = is_lost || course.values.empty()
                            ? std::numeric_limits<double>::infinity()
                            : loss_of(course.values.back(), state.definition.is_minimized);
    // One that diverged was on its way to the rung behind those that it had come to.
    const size_t rung = course.values.size() - (is_lost ? 0 : 1);
    if (rungs_.size() <= rung) rungs_.resize(rung + 1);
    const Place place{.loss = loss, .trial = trial};
    auto& places = rungs_[rung];
    places.insert(std::ranges::upper_bound(places, place, before), place);
    return RungOutcome::kPause;
  }

  std::optional<int64_t> next_paused(const SweepState& state) override {
    // From the highest rung down: what is nearest to its end goes first.
    for (size_t rung = rungs_.size(); rung-- > 0;) {
      auto& places = rungs_[rung];
      const auto count = static_cast<size_t>(
          std::floor(static_cast<double>(places.size()) / state.definition.scheduler.eta));
      for (size_t i = 0; i < count; ++i) {
        Place& place = places[i];
        const auto index = static_cast<size_t>(place.trial);
        // One that was promoted by hand is at another rung, or at its end.
        if (place.has_gone_on || std::isinf(place.loss) ||
            state.trials[index].state != TrialState::kPaused ||
            state.courses[index].values.size() != rung + 1) {
          continue;
        }
        place.has_gone_on = true;
        return place.trial;
      }
    }
    return std::nullopt;
  }

 private:
  struct Place {
    double loss = 0;
    int64_t trial = 0;
    bool has_gone_on = false;
  };
  static bool before(const Place& one, const Place& other) {
    return one.loss != other.loss ? one.loss < other.loss : one.trial < other.trial;
  }

  std::vector<std::vector<Place>> rungs_;  // from the best on
};

std::vector<int64_t> rungs(const SchedulerOptions& options, const RunLength& run) {
  if (!options.rungs.empty()) return named_rungs(options, run);
  SchedulerOptions shares = options;
  for (double share = kFirstShare; share < 1; share *= options.eta) shares.rungs.push_back(share);
  shares.rungs.push_back(1);
  std::vector<int64_t> steps = named_rungs(shares, run);
  // In a short run several shares are rounded to one step.
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  return steps;
}

std::unique_ptr<Scheduler> make(const SweepDefinition&) { return std::make_unique<Halving>(); }

}  // namespace

SchedulerKind halving_scheduler() {
  return {.name = "halving",
          .sentence = "trials pause at rungs, and the best of each rung go on (ASHA)",
          .options = {"rungs", "eta"},
          .rungs = rungs,
          .make = make};
}

}  // namespace tandem
