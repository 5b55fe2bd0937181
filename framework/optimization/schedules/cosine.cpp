// A fall along half a cosine (Loshchilov and Hutter, "SGDR", 2017, without restarts).
#include <cmath>
#include <numbers>

#include "framework/optimization/schedule.h"

namespace tandem {

ScheduleKind cosine_schedule() {
  return {.name = "cosine",
          .sentence = "it falls along half a cosine to factor times it",
          .options = {"constant_steps", "decay_steps", "factor"},
          .multiple = [](const ScheduleOptions& options, int64_t step, int64_t total_steps) {
            const double done = share_of_fall(options, step, total_steps);
            const double height = 0.5 * (1.0 + std::cos(std::numbers::pi * done));
            return options.factor + (1.0 - options.factor) * height;
          }};
}

}  // namespace tandem
