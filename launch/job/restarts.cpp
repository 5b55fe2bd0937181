#include "launch/job/restarts.h"

#include <algorithm>

namespace tandem {

bool Restarts::may_follow(ExitCode exit_code) const {
  // A lost rank and a failing disk may be well the next time; what is wrong with a configuration
  // or a model is not.
  const bool may_be_well = exit_code == ExitCode::kRankLost || exit_code == ExitCode::kInputOutput;
  return may_be_well && count_ < most_;
}

std::optional<std::chrono::seconds> Restarts::next(ExitCode exit_code,
                                                   std::optional<int64_t> checkpoint) {
  constexpr int64_t kLongestWait = 60;
  constexpr int64_t kMostDoublings = 6;
  if (!may_follow(exit_code)) return {};
  if (last_checkpoint_ && checkpoint && *checkpoint <= *last_checkpoint_) return {};
  if (checkpoint) last_checkpoint_ = checkpoint;
  const int64_t wait = int64_t{1} << std::min(count_++, kMostDoublings);
  return std::chrono::seconds(std::min(wait, kLongestWait));
}

}  // namespace tandem
