#include "framework/optimization/schedule.h"

#include <algorithm>

#include "framework/config/kinds.h"

namespace tandem {

double share_of_fall(const ScheduleOptions& options, int64_t step, int64_t total_steps) {
  const int64_t begin = options.warmup_steps + options.constant_steps;
  const int64_t window = options.decay_steps > 0 ? options.decay_steps : total_steps - begin;
  // The window is empty where the objective ends before the fall: 1 keeps the quotient defined.
  return std::clamp(
      static_cast<double>(step - begin) / static_cast<double>(std::max<int64_t>(window, 1)), 0.0,
      1.0);
}

LearningRate::LearningRate(const LearnerOptions& options, int64_t total_steps)
    : full_rate_(options.learning_rate),
      options_(options.schedule),
      kind_(kind_named(all_schedules(), options.schedule.kind)),
      total_steps_(total_steps) {}

double LearningRate::at(int64_t step) const {
  if (step < options_.warmup_steps) {
    // One step ahead, or the first update would move nothing.
    return full_rate_ * static_cast<double>(step + 1) / static_cast<double>(options_.warmup_steps);
  }
  return full_rate_ * kind_.multiple(options_, step, total_steps_);
}

double momentum_at(const LearnerOptions& options, int64_t step) {
  return step < options.momentum_steps ? options.initial_momentum : options.momentum;
}

}  // namespace tandem
