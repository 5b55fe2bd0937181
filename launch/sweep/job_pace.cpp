#include "launch/sweep/job_pace.h"

namespace tandem {

void JobPace::see(int64_t step, Clock::time_point now) {
  if (!said_first_) said_first_ = step;
  if (step == (first_ ? last_.step : *said_first_)) return;
  last_ = {.step = step, .time = now};
  if (!first_) first_ = last_;
}

bool JobPace::gains(int64_t until, int64_t ranks, int64_t more_ranks, Clock::time_point now) const {
  using Seconds = std::chrono::duration<double>;
  constexpr double kTimesTheBeginning = 10;
  if (!first_ || last_.step <= first_->step || more_ranks <= ranks) return false;
  // Between two steps that were seen as they were reached: it may be long since the last one was.
  const auto seconds_per_step =
      Seconds(last_.time - first_->time).count() / static_cast<double>(last_.step - first_->step);
  const double left = static_cast<double>(until - last_.step) * seconds_per_step -
                      Seconds(now - last_.time).count();
  const double saved = left * (1 - static_cast<double>(ranks) / static_cast<double>(more_ranks));
  return saved >= kTimesTheBeginning * Seconds(first_->time - began_).count();
}

}  // namespace tandem
