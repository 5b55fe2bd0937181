// Which steps of a run a job makes.
#pragma once

#include <cstdint>
#include <optional>

namespace tandem {

/// A job goes on from step `start_step` to `until`, or to the last of `steps`. Throws ConfigError
/// when the run is to end before `start_step`, UsageError when `until` does not lie between. A job
/// that is there already has nothing to do: that is no error, so that a command may be repeated.
void check_span(int64_t start_step, std::optional<int64_t> until, int64_t steps);

}  // namespace tandem
