// A straight fall.
#include "framework/optimization/schedule.h"

namespace tandem {

ScheduleKind linear_schedule() {
  return {.name = "linear",
          .sentence = "it falls in a straight line to factor times it",
          .options = {"constant_steps", "decay_steps", "factor"},
          .multiple = [](const ScheduleOptions& options, int64_t step, int64_t total_steps) {
            return 1.0 + (options.factor - 1.0) * share_of_fall(options, step, total_steps);
          }};
}

}  // namespace tandem
