// A sweep over runs that are a formula, played without a process.
#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "framework/core/seed.h"
#include "framework/sweep/random_stream.h"
#include "framework/sweep/virtual_sweep.h"

namespace tandem::testing_support {

/// One family of 1600 steps, measured every 100, with one parameter x in [0, 1].
inline SweepDefinition played_definition(const std::string& scheduler, int64_t trials) {
  SweepDefinition sweep;
  sweep.name = "played";
  sweep.metric = "loss";
  sweep.trials = trials;
  sweep.families = {{.label = "", .config = "x.yaml"}};
  sweep.space.parameters = {{.name = "x", .distribution = reals(0, 1), .keys = {"x"}}};
  sweep.scheduler.kind = scheduler;
  sweep.scheduler.members = 4;
  sweep.scheduler.interval = 100;
  return sweep;
}

inline std::vector<RunLength> played_lengths() {
  return {{.steps = 1600, .evaluation_every = 100}};
}

/// Where trials lie when no sampler is asked: scattered, and better near 0.3.
inline Assignment scattered(const SamplerRequest& request) {
  RandomSequence random(sweep_seed(request.seed, request.number));
  return {{"x", static_cast<double>(random.below(1000)) / 1000}};
}

/// What a run of these parameters measures up to a step. Near 0.95 it diverges after step 300.
inline JobResult played_result(const SweepState& state, const TrialJob& job) {
  const double x = state.trials[static_cast<size_t>(job.key.trial)].parameters.at("x");
  JobResult result;
  for (int64_t step = 100; step <= job.key.until; step += 100) {
    if (x > 0.93 && step > 300) {
      result.end = JobResult::End::kDiverged;
      break;
    }
    result.values[step] = std::abs(x - 0.3) + 10.0 / static_cast<double>(step) +
                          0.01 * static_cast<double>(job.key.seed);
  }
  return result;
}

/// The changes of a whole sweep that has `num_slots` real workers, whose jobs end in an order that
/// `shuffle_seed` chooses.
inline std::vector<SweepChange> played(VirtualSweep& sweep, size_t num_slots,
                                       uint32_t shuffle_seed) {
  std::mt19937 random(shuffle_seed);
  std::vector<SweepChange> all = sweep.advance();
  for (std::vector<TrialJob> jobs = sweep.jobs(); !jobs.empty(); jobs = sweep.jobs()) {
    const TrialJob job = jobs[random() % std::min(num_slots, jobs.size())];
    sweep.learn(job.key, played_result(sweep.state(), job));
    for (const SweepChange& change : sweep.advance()) all.push_back(change);
  }
  return all;
}

inline std::string text_of(const std::vector<SweepChange>& changes) {
  std::string text;
  for (const SweepChange& change : changes) {
    text += std::to_string(change.trial) + " " + std::to_string(static_cast<int>(change.kind)) +
            " " + std::to_string(static_cast<int>(change.state)) + " " +
            std::to_string(change.step) + " " +
            (change.value ? std::to_string(*change.value) : "-") + "\n";
  }
  return text;
}

}  // namespace tandem::testing_support
