// Shows how far a sweep is while it works: lines that are redrawn on a terminal, plain lines
// otherwise.
#pragma once

#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

#include "framework/sweep/recorded_sweep.h"
#include "launch/sweep/sweep_moment.h"

namespace tandem {

class SweepView {
 public:
  using Clock = std::chrono::steady_clock;

  /// With `redraws` the jobs at work stand below what was noted, a line each; else there is a line
  /// on the whole every minute.
  SweepView(std::ostream& out, bool redraws) : out_(out), redraws_(redraws) {}

  /// Writes a line that stays.
  void note(const std::string& line);
  /// `jobs`: those at work.
  void show(const SweepPaths& paths, const std::vector<JobKey>& jobs, const RecordedSweep& sweep);
  /// Takes away what is redrawn.
  void finish();

 private:
  void erase();

  std::ostream& out_;
  bool redraws_;
  size_t num_lines_ = 0;  // that are redrawn
  Clock::time_point shown_{};
};

/// Columns of the terminal behind a descriptor, at most 120; 120 where it is none.
size_t terminal_columns(int descriptor);

/// Rows of the terminal behind a descriptor; 0 where it is none.
size_t terminal_rows(int descriptor);

/// Those that a terminal of so many rows (0: any number) shows at once, and still can erase: the
/// last one says how many are left out.
std::vector<std::string> fitting_lines(std::vector<std::string> lines, size_t rows);

/// A line that takes no more columns, with an ellipsis where its end is left out.
std::string shortened_line(const std::string& line, size_t columns);

/// What moves the cursor of a terminal up by so many lines, and takes away what is below it.
std::string erasing_text(size_t num_lines);

/// "9 of 64 trials: 5 complete, 4 running, about 12:00 left".
std::string whole_line(const SweepMoment& moment);

/// A line on a job: its trial, its parameters, how far its run is.
std::string line_of(const RunningTrial& running, const Study& study);

}  // namespace tandem
