#include "framework/optimization/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tandem {

double learning_rate_at(const LearnerOptions& options, int64_t step, int64_t total_steps) {
  const ScheduleOptions& schedule = options.schedule;
  const double rate = options.learning_rate;
  if (step < schedule.warmup_steps) {
    return rate * static_cast<double>(step + 1) / static_cast<double>(schedule.warmup_steps);
  }
  const int64_t elapsed = step - schedule.warmup_steps;
  if (schedule.kind == "step") {
    return rate * std::pow(schedule.factor, static_cast<double>(elapsed / schedule.interval));
  }
  const int64_t begin = schedule.warmup_steps + schedule.constant_steps;
  const int64_t window = schedule.decay_steps > 0 ? schedule.decay_steps : total_steps - begin;
  const double done = std::clamp(
      static_cast<double>(step - begin) / static_cast<double>(std::max<int64_t>(window, 1)), 0.0,
      1.0);
  if (schedule.kind == "linear") return rate * (1.0 + (schedule.factor - 1.0) * done);
  if (schedule.kind == "cosine") {
    const double height = 0.5 * (1.0 + std::cos(std::numbers::pi * done));
    return rate * (schedule.factor + (1.0 - schedule.factor) * height);
  }
  return rate;
}

double momentum_at(const LearnerOptions& options, int64_t step) {
  return step < options.momentum_steps ? options.initial_momentum : options.momentum;
}

}  // namespace tandem
