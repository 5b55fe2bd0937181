// How fast a job goes, and what it would gain by beginning again on more ranks.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace tandem {

class JobPace {
 public:
  using Clock = std::chrono::steady_clock;

  explicit JobPace(Clock::time_point began) : began_(began) {}

  /// The run of the job is said to be at a step; what is said first may be of a call before it.
  void see(int64_t step, Clock::time_point now);
  /// It was seen to make steps.
  bool has_begun() const { return first_.has_value(); }

  /// Whether to save, stop and go on with more ranks is worth it: the time that a job then saves up
  /// to its last step, if so many ranks are that many times as fast, is at least ten times what its
  /// beginning took. False while its pace is not known.
  bool gains(int64_t until, int64_t ranks, int64_t more_ranks, Clock::time_point now) const;

 private:
  struct Sight {
    int64_t step = 0;
    Clock::time_point time;
  };

  Clock::time_point began_;
  std::optional<int64_t> said_first_;  // step
  std::optional<Sight> first_;
  Sight last_;
};

}  // namespace tandem
