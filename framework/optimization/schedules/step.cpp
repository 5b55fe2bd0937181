// Drops at equal intervals.
#include <cmath>

#include "framework/optimization/schedule.h"

namespace tandem {

ScheduleKind step_schedule() {
  return {.name = "step",
          .sentence = "it is multiplied by factor every interval steps",
          .options = {"interval", "factor"},
          .multiple = [](const ScheduleOptions& options, int64_t step, int64_t) {
            const int64_t drops = (step - options.warmup_steps) / options.interval;
            return std::pow(options.factor, static_cast<double>(drops));
          }};
}

}  // namespace tandem
