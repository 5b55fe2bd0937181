// When a job that was lost is begun again.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "framework/core/error.h"

namespace tandem {

/// At most so many times, each after a longer wait, and never twice from the same checkpoint: what
/// ended the job there would end it again.
class Restarts {
 public:
  explicit Restarts(int64_t most) : most_(most) {}

  /// How long to wait before the next start of a job that ended so and would go on from the
  /// checkpoint of this step (0: from the beginning; nothing: it is not known, which is no reason
  /// against); nothing: it is not begun again.
  std::optional<std::chrono::seconds> next(ExitCode exit_code, std::optional<int64_t> checkpoint);
  /// Whether a job that ended so may be begun again at all.
  bool may_follow(ExitCode exit_code) const;
  /// How many there were.
  int64_t count() const { return count_; }

 private:
  int64_t most_;
  int64_t count_ = 0;
  std::optional<int64_t> last_checkpoint_;  // that the last restart went on from
};

}  // namespace tandem
