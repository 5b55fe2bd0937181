// population: members train side by side; after every interval the worst take over the state of the
// best and change its parameters (Jaderberg and others, "Population Based Training of Neural
// Networks", 2017). Every member of every round is a trial.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "framework/core/seed.h"
#include "framework/sweep/random_stream.h"
#include "framework/sweep/scheduler.h"

namespace tandem {
namespace {

// The defaults of Ray Tune's PopulationBasedTraining.
constexpr double kReplacedShare = 0.25;
constexpr double kResampleChance = 0.25;
constexpr double kUp = 1.2;
constexpr double kDown = 0.8;

/// A value of the distribution, spread as it says.
double drawn(const Distribution& distribution, RandomSequence& random) {
  if (const size_t count = num_values(distribution); count > 0 && !distribution.is_log) {
    return value_at(distribution, random.below(count));
  }
  const double share = random.uniform();
  const auto& [low, high] = std::pair(distribution.low, distribution.high);
  const double value = distribution.is_log
                           ? std::exp(std::log(low) + share * (std::log(high) - std::log(low)))
                           : low + share * (high - low);
  const bool is_whole = distribution.kind == Distribution::Kind::kInteger;
  return std::clamp(is_whole ? std::round(value) : value, low, high);
}

/// A value beside another: the next or the one before of those that can be counted, else a fifth
/// more or less.
double moved(const Distribution& distribution, double value, RandomSequence& random) {
  const bool is_up = random.below(2) == 1;
  if (distribution.kind == Distribution::Kind::kCategorical) {
    const double last = static_cast<double>(distribution.choices.size()) - 1;
    return std::clamp(value + (is_up ? 1.0 : -1.0), 0.0, last);
  }
  double next = value * (is_up ? kUp : kDown);
  if (distribution.step > 0) {
    const double steps = (next - distribution.low) / distribution.step;
    next = distribution.low + std::round(steps) * distribution.step;
    // A fifth of a small number is less than half a step.
    if (next == value) next += is_up ? distribution.step : -distribution.step;
  }
  return std::clamp(next, distribution.low, distribution.high);
}

class Population : public Scheduler {
 public:
  RungOutcome reached(const SweepState&, int64_t) override {
    // A trial has one rung, so it comes here once.
    ++num_ended_;
    return RungOutcome::kGoOn;
  }

  std::optional<TrialBeginning> next_new(const SweepState& state) override {
    const auto number = static_cast<int64_t>(state.trials.size());
    const int64_t members = state.definition.scheduler.members;
    const int64_t round = number / members;
    if (round == 0) return TrialBeginning{};
    // Who is among the best is known when the whole round before has ended.
    if (num_ended_ < round * members) return std::nullopt;
    const std::vector<int64_t> order = ranked(state, (round - 1) * members);
    // The member of the same place in the round before.
    const int64_t own = number - members;
    const auto replaced =
        static_cast<int64_t>(std::ceil(static_cast<double>(members) * kReplacedShare));
    const auto place = std::ranges::find(order, own) - order.begin();
    if (place < members - replaced && !state.trials[static_cast<size_t>(own)].is_infeasible) {
      return TrialBeginning{.parent = own,
                            .parameters = state.trials[static_cast<size_t>(own)].parameters};
    }
    std::vector<int64_t> best(order.begin(), order.begin() + replaced);
    std::erase_if(best, [&](int64_t trial) {
      return state.trials[static_cast<size_t>(trial)].is_infeasible;
    });
    // Where all of these have diverged there is no state to take over.
    if (best.empty()) return TrialBeginning{};
    // By the number of the trial, whatever was drawn for others.
    RandomSequence random(sweep_seed(state.definition.sampler.seed, number));
    const int64_t chosen = best[random.below(best.size())];
    return TrialBeginning{.parent = chosen, .parameters = changed(state, chosen, random)};
  }

 private:
  /// The members of a round, the best first.
  static std::vector<int64_t> ranked(const SweepState& state, int64_t first) {
    std::vector<int64_t> order(static_cast<size_t>(state.definition.scheduler.members));
    std::iota(order.begin(), order.end(), first);
    std::ranges::stable_sort(order, {}, [&](int64_t trial) {
      const Trial& each = state.trials[static_cast<size_t>(trial)];
      return each.is_infeasible || !each.value
                 ? std::numeric_limits<double>::infinity()
                 : loss_of(*each.value, state.definition.is_minimized);
    });
    return order;
  }

  static Assignment changed(const SweepState& state, int64_t parent, RandomSequence& random) {
    Assignment parameters = state.trials[static_cast<size_t>(parent)].parameters;
    for (auto& [name, value] : parameters) {
      const Distribution& distribution = state.definition.space.parameter(name).distribution;
      if (is_single(distribution)) continue;
      value = random.uniform() < kResampleChance ? drawn(distribution, random)
                                                 : moved(distribution, value, random);
    }
    return parameters;
  }

  int64_t num_ended_ = 0;
};

std::vector<int64_t> rungs(const SchedulerOptions& options, const RunLength& run) {
  return {options.interval > 0 ? options.interval : run.evaluation_every};
}

std::unique_ptr<Scheduler> make(const SweepDefinition&) { return std::make_unique<Population>(); }

}  // namespace

SchedulerKind population_scheduler() {
  return {.name = "population",
          .sentence = "members take over the state of better ones and change its parameters (PBT)",
          .options = {"interval", "members"},
          .forks_runs = true,
          .rungs = rungs,
          .make = make};
}

}  // namespace tandem
