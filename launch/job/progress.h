// Shows how far a job is: a bar that is redrawn on a terminal, plain lines otherwise.
#pragma once

#include <chrono>
#include <cstdint>
#include <ostream>
#include <string>

#include "framework/runs/rank_status.h"

namespace tandem {

class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  /// With `redraws` one line is drawn again and again, else a line is written every five seconds or
  /// every tenth of the steps, whatever comes first, and only when there is something new; also
  /// when an evaluation at the step of the last line takes long, and when it ends.
  Progress(std::ostream& out, bool redraws) : out_(out), redraws_(redraws) {}

  /// Shows the state of rank 0 at this moment.
  void show(const RankStatus& status, Clock::time_point now);
  /// Writes a line of its own, which stays.
  void note(const std::string& line);
  /// Ends the line that is being redrawn.
  void finish();

 private:
  bool is_due(const RankStatus& status, Clock::time_point now) const;
  std::string text_of(const RankStatus& status, Clock::time_point now) const;

  std::ostream& out_;
  bool redraws_;
  bool line_is_open_ = false;
  bool has_started_ = false;
  int64_t first_step_ = 0;
  Clock::time_point first_time_;
  int64_t shown_step_ = -1;
  int64_t shown_values_step_ = 0;
  bool shown_evaluating_ = false;
  RankState shown_state_ = RankState::kStarting;
  Clock::time_point shown_time_;
};

/// "1:02:03" or "02:03".
std::string duration_text(double seconds);

}  // namespace tandem
