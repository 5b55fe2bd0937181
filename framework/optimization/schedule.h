// Learning rate and momentum as functions of the step.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "framework/optimization/learner_options.h"

namespace tandem {

/// A course of the learning rate that configurations may name.
struct ScheduleKind {
  std::string name;
  std::string sentence;              // for the help
  std::vector<std::string> options;  // of ScheduleOptions, that it reads beside warmup_steps
  /// What the learning rate is multiplied by in `step` (from 0) of `total_steps`, once it has
  /// risen.
  std::function<double(const ScheduleOptions&, int64_t step, int64_t total_steps)> multiple;
};

/// framework/optimization/schedules/<name>.cpp defines `ScheduleKind <name>_schedule()`.
std::vector<ScheduleKind> all_schedules();

/// How much of the fall of the learning rate is done in `step` of `total_steps`, from 0 to 1.
double share_of_fall(const ScheduleOptions& options, int64_t step, int64_t total_steps);

/// The learning rate of an objective over the `total_steps` in which it is trained.
class LearningRate {
 public:
  /// Throws Error for a schedule of an unknown kind.
  LearningRate(const LearnerOptions& options, int64_t total_steps);
  /// In `step`, from 0.
  double at(int64_t step) const;

 private:
  double full_rate_;
  ScheduleOptions options_;
  ScheduleKind kind_;
  int64_t total_steps_;
};

/// Momentum in a step.
double momentum_at(const LearnerOptions& options, int64_t step);

}  // namespace tandem
