#include "launch/run_span.h"

#include <algorithm>
#include <string>

#include "framework/core/error.h"

namespace tandem {

void check_span(int64_t start_step, std::optional<int64_t> until, int64_t steps) {
  if (start_step > steps) {
    throw ConfigError(
        {.what = "the run would end before the checkpoint that it goes on from",
         .where = "steps",
         .expected = "at least " + std::to_string(start_step),
         .got = std::to_string(steps),
         .advice = "Give more steps, or go back to an earlier checkpoint with --step."});
  }
  // Steps are counted from 1: at 0 none has been made that a job could stop behind.
  const int64_t first = std::max<int64_t>(start_step, 1);
  if (!until || (*until >= first && *until <= steps)) return;
  throw UsageError(
      {.what = "the run cannot stop at this step",
       .where = "--until",
       .expected = "a step from " + std::to_string(first) + " to " + std::to_string(steps),
       .got = std::to_string(*until)});
}

}  // namespace tandem
