// What schedulers find with a budget of steps, replayed on whole learning curves that were recorded
// (tests/CHECKS.md says how).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "framework/core/seed.h"
#include "framework/sweep/sweep_kinds.h"
#include "framework/sweep/virtual_sweep.h"

namespace tandem {
namespace {

constexpr int64_t kInterval = 60;  // steps between two values of a curve
constexpr int64_t kSteps = 960;
constexpr int64_t kWorkers = 4;
constexpr uint64_t kNumOrders = 20;

using Curve = std::vector<double>;

std::vector<Curve> recorded_curves() {
  std::ifstream file(TANDEM_TESTS "/framework/sweep/recorded_curves.jsonl");
  std::vector<Curve> curves;
  for (std::string line; std::getline(file, line);) {
    curves.push_back(nlohmann::json::parse(line).at("values").get<Curve>());
  }
  return curves;
}

/// Successive halving that decides at once: a trial goes on where its value is among the best of
/// those that came to the rung so far, one of eta and at least one, and else has ended (as Optuna's
/// SuccessiveHalvingPruner).
class StoppingHalving : public Scheduler {
 public:
  RungOutcome reached(const SweepState& state, int64_t trial) override {
    const TrialCourse& course = state.courses[static_cast<size_t>(trial)];
    if (state.trials[static_cast<size_t>(trial)].is_infeasible) return RungOutcome::kPrune;
    const double loss = loss_of(course.values.back(), state.definition.is_minimized);
    values_.resize(std::max(values_.size(), course.values.size()));
    std::vector<double>& rung = values_[course.values.size() - 1];
    rung.insert(std::ranges::upper_bound(rung, loss), loss);
    const auto share =
        std::floor(static_cast<double>(rung.size()) / state.definition.scheduler.eta);
    const auto count = std::max<size_t>(1, static_cast<size_t>(share));
    return loss <= rung[count - 1] ? RungOutcome::kGoOn : RungOutcome::kPrune;
  }

 private:
  std::vector<std::vector<double>> values_;  // by rung, from the best on
};

SchedulerKind stopping_halving() {
  SchedulerKind kind = scheduler_named("halving");
  kind.name = "stopping halving";
  kind.make = [](const SweepDefinition&) -> std::unique_ptr<Scheduler> {
    return std::make_unique<StoppingHalving>();
  };
  return kind;
}

/// A scheduler and its options.
struct Contender {
  SchedulerKind scheduler;
  SchedulerOptions options = {};
};

/// The best value at the end of a trial that a sweep comes to which may make so many steps.
double found(const Contender& contender, const std::vector<Curve>& curves,
             const std::vector<int64_t>& order, int64_t budget) {
  SweepDefinition sweep;
  sweep.workers = kWorkers;
  sweep.families = {{.label = "", .config = "x.yaml"}};
  sweep.scheduler = contender.options;
  VirtualSweep simulation(
      sweep, {{.steps = kSteps, .evaluation_every = kInterval}},
      [](const SamplerRequest&) { return Assignment(); }, contender.scheduler);
  simulation.extend(static_cast<int64_t>(order.size()));
  simulation.advance();
  for (auto jobs = simulation.jobs(); !jobs.empty(); jobs = simulation.jobs()) {
    const TrialJob& job = jobs.front();
    budget -= job.key.until - job.start_step;
    if (budget < 0) break;
    const auto trial = static_cast<size_t>(order[static_cast<size_t>(job.key.trial)]);
    JobResult result;
    for (int64_t step = kInterval; step <= job.key.until; step += kInterval) {
      const auto index = static_cast<size_t>(step / kInterval - 1);
      if (index < curves[trial].size()) result.values[step] = curves[trial][index];
    }
    if (!result.values.contains(job.key.until)) result.end = JobResult::End::kDiverged;
    simulation.learn(job.key, result);
    simulation.advance();
  }
  double best = std::numeric_limits<double>::infinity();
  for (const Trial& trial : simulation.state().trials) {
    if (trial.state == TrialState::kComplete) best = std::min(best, *trial.value);
  }
  return best;
}

/// How much worse than the best of all curves what is found is, over random orders of the trials.
struct Regret {
  double mean = 0;
  double deviation = 0;
};

Regret regret_of(const Contender& contender, const std::vector<Curve>& curves, int64_t budget) {
  double best = std::numeric_limits<double>::infinity();
  for (const Curve& curve : curves) {
    if (curve.size() == kSteps / kInterval) best = std::min(best, curve.back());
  }
  std::vector<double> regrets;
  Regret regret;
  for (uint64_t seed = 0; seed < kNumOrders; ++seed) {
    const auto order = permutation(static_cast<int64_t>(curves.size()), seed);
    regrets.push_back(found(contender, curves, order, budget) - best);
    regret.mean += regrets.back() / kNumOrders;
  }
  for (const double each : regrets) {
    regret.deviation += (each - regret.mean) * (each - regret.mean) / (kNumOrders - 1);
  }
  regret.deviation = std::sqrt(regret.deviation);
  return regret;
}

class RegretTest : public ::testing::Test {
 protected:
  static constexpr int64_t kBudgets[] = {6, 8, 10, 12};  // in runs from the beginning to the end

  /// The mean over all budgets; prints a line of a table with each.
  double mean_regret(const std::string& name, const Contender& contender) const {
    std::printf("| %s |", name.c_str());
    double sum = 0;
    for (const int64_t num_runs : kBudgets) {
      const Regret regret = regret_of(contender, curves_, num_runs * kSteps);
      std::printf(" %.2f ± %.2f |", regret.mean, regret.deviation);
      sum += regret.mean / std::size(kBudgets);
    }
    std::printf("\n");
    return sum;
  }

  std::vector<Curve> curves_ = recorded_curves();
};

TEST_F(RegretTest, GoingOnWithPausedTrialsFindsMoreThanStoppingThem) {
  ASSERT_GE(curves_.size(), 40U);
  const SchedulerOptions halves{.rungs = {0.125, 0.25, 0.5, 1}, .eta = 2};
  const double none = mean_regret("none", {scheduler_named("none")});
  mean_regret("median", {scheduler_named("median")});
  const double stopping = mean_regret("stopping, 1/8, eta 2", {stopping_halving(), halves});
  const double halving = mean_regret("halving, 1/8, eta 2", {scheduler_named("halving"), halves});
  EXPECT_LT(halving, stopping);
  EXPECT_LT(stopping, none);
}

TEST_F(RegretTest, AFirstRungTooEarlyMissesTheBest) {
  const double none = mean_regret("none", {scheduler_named("none")});
  const double stopping = mean_regret("stopping, 1/16, eta 4", {stopping_halving()});
  const double halving = mean_regret("halving, 1/16, eta 4", {scheduler_named("halving")});
  EXPECT_GT(halving, none / 2);
  EXPECT_GT(stopping, none / 2);
}

}  // namespace
}  // namespace tandem
