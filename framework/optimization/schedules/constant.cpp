// The learning rate as it is.
#include "framework/optimization/schedule.h"

namespace tandem {

ScheduleKind constant_schedule() {
  return {.name = "constant",
          .sentence = "it stays",
          .options = {},
          .multiple = [](const ScheduleOptions&, int64_t, int64_t) { return 1.0; }};
}

}  // namespace tandem
