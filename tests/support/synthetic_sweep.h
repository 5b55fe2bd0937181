// A sweep that was never made, and has something for every panel of its page.
#pragma once

#include <cmath>
#include <filesystem>
#include <string>

#include "framework/core/seed.h"
#include "framework/report/sweep_subject.h"

namespace tandem::testing_support {

/// Between 0 and 1, the same for equal arguments.
inline double share_at(int64_t trial, int64_t index) {
  return static_cast<double>(mix_seed(Stream::kTraining, trial, index) >> 11) * 0x1p-53;
}

inline std::vector<SweepParameter> synthetic_parameters() {
  using Kind = SweepParameter::Kind;
  return {{.name = "family", .kind = Kind::kCategorical, .choices = {"vae", "gan", "flow"}},
          {.name = "batch.size", .kind = Kind::kCategorical, .choices = {"32", "64", "128"}},
          {.name = "learning_rate", .kind = Kind::kReal, .is_log = true, .low = 1e-5, .high = 1e-2},
          {.name = "model.depth", .kind = Kind::kInteger, .low = 2, .high = 6},
          {.name = "vae:model.beta", .kind = Kind::kReal, .is_log = true, .low = 0.5, .high = 8}};
}

inline void set(SweepTrial& trial, const std::string& name, double value, const std::string& text) {
  trial.values[name] = value;
  trial.texts[name] = text;
}

/// Trial `number` of 60: every fifth is stopped at step 1000, another fifth at 4000, 13 and 37
/// failed, 21 diverged, the last two are at work.
inline SweepTrial synthetic_trial(int64_t number) {
  SweepTrial trial{.number = number, .state = "complete"};
  const auto parameters = synthetic_parameters();
  const auto family = static_cast<size_t>(3 * share_at(number, 0));
  const auto batch = static_cast<size_t>(3 * share_at(number, 1));
  const double rate = std::pow(10.0, -5 + 3 * share_at(number, 2));
  const auto depth = std::floor(2 + 5 * share_at(number, 3));
  const double beta = 0.5 * std::pow(16.0, share_at(number, 4));
  set(trial, "family", static_cast<double>(family), parameters[0].choices[family]);
  set(trial, "batch.size", static_cast<double>(batch), parameters[1].choices[batch]);
  set(trial, "learning_rate", rate, std::to_string(rate));
  set(trial, "model.depth", depth, std::to_string(static_cast<int>(depth)));
  if (family == 0) set(trial, "vae:model.beta", beta, std::to_string(beta).substr(0, 4));
  const double miss = std::log10(rate) + 3.4;
  const double quality = 9 + 4 * static_cast<double>(family) + 5 * miss * miss + 0.5 * depth;
  int64_t last = 16000;
  if (number % 5 == 1) last = 1000;
  if (number % 5 == 2) last = 4000;
  if (last < 16000) trial.state = "pruned";
  if (number == 13 || number == 37) trial.state = "failed";
  if (number == 21) trial.state = "diverged";
  if (number >= 58) trial.state = "running";
  for (int64_t step = 1000; step <= last; step *= 4) {
    const double early = 40 / std::sqrt(static_cast<double>(step) / 100);
    trial.course[step] = quality + early * (1 + 0.3 * share_at(number, step));
  }
  if (trial.state == "failed") trial.cause = "rank 2 was lost: <no space left on device>";
  if (trial.state == "diverged") trial.cause = "the loss is not finite";
  if (trial.state == "failed" || trial.state == "diverged") trial.course = {{1000, NAN}};
  if (trial.state != "complete" && trial.state != "pruned") return trial;
  trial.result = trial.course.rbegin()->second;
  trial.end_place = number + 1;
  if (trial.state == "complete") trial.half_width = 0.3 + share_at(number, 9);
  return trial;
}

/// With the runs of its trials below a directory, where nothing need be.
inline SweepSubject synthetic_sweep(const std::filesystem::path& directory = "sweeps/none") {
  SweepSubject sweep{.name = "mnist-families",
                     .metric = "valid/classifier_fid",
                     .parameters = synthetic_parameters(),
                     .importances = {{"model.depth", 0.09},
                                     {"learning_rate", 0.55},
                                     {"family", 0.36},
                                     {"batch.size", 0.001}},
                     .rungs = {{"1000", 57, 0.72}, {"4000", 45, 0.91}, {"16000", 33, std::nullopt}},
                     .facts = {{"sampler", "tpe, seed 1"}, {"scheduler", "halving, eta 4"}},
                     .commands = {"tandem sweep sweeps/mnist-families/sweep.yaml --sweep again"}};
  for (int64_t number = 0; number < 60; ++number) {
    sweep.trials.push_back(synthetic_trial(number));
    for (const char* seed : {"seed-1", "seed-2"}) {
      sweep.trials.back().runs.push_back(directory / std::to_string(number) / seed);
    }
  }
  return sweep;
}

}  // namespace tandem::testing_support
