// Shows how far a sweep is while it works: lines that are redrawn on a terminal, plain lines
// otherwise.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "framework/sweep/recorded_sweep.h"

namespace tandem {

/// A job at work.
struct RunningTrial {
  JobKey key;  // until 0: not known, the end of the run stands for it
  std::filesystem::path run;
};

class SweepView {
 public:
  using Clock = std::chrono::steady_clock;

  /// With `redraws` the jobs at work stand below what was noted, a line each; else there is a line
  /// on the whole every minute.
  SweepView(std::ostream& out, bool redraws) : out_(out), redraws_(redraws) {}

  /// Writes a line that stays.
  void note(const std::string& line);
  void show(const std::vector<RunningTrial>& running, const RecordedSweep& sweep);
  /// Takes away what is redrawn.
  void finish();

 private:
  void erase();
  std::string time_left(const std::vector<RunningTrial>& running, const RecordedSweep& sweep);

  std::ostream& out_;
  bool redraws_;
  size_t num_lines_ = 0;  // that are redrawn
  Clock::time_point shown_{};
  Clock::time_point began_{};
  double work_at_start_ = 0;
};

/// Columns of the terminal behind a descriptor, at most 120; 120 where it is none.
size_t terminal_columns(int descriptor);

/// A line that takes no more columns, with an ellipsis where its end is left out.
std::string shortened_line(const std::string& line, size_t columns);

/// A line on a job: its trial, its parameters, how far its run is.
std::string line_of(const RunningTrial& running, const Study& study);

}  // namespace tandem
