#include "launch/sweep/sweep_view.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "framework/core/process.h"
#include "framework/core/text.h"
#include "launch/job/progress.h"
#include "launch/sweep/sweep_status.h"

namespace tandem {
namespace {

constexpr std::chrono::milliseconds kRedrawEvery{500};
constexpr std::chrono::seconds kLineEvery{60};
constexpr size_t kUsualColumns = 120;

}  // namespace

size_t terminal_columns(int descriptor) {
  winsize size{};
  const bool is_known = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? std::min<size_t>(size.ws_col, kUsualColumns) : kUsualColumns;
}

size_t terminal_rows(int descriptor) {
  winsize size{};
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

std::vector<std::string> fitting_lines(std::vector<std::string> lines, size_t rows) {
  // The cursor stands in a row of its own.
  if (rows < 3 || lines.size() < rows) return lines;
  const size_t num_left_out = lines.size() - (rows - 2);
  lines.resize(rows - 2);
  lines.push_back("  … and " + std::to_string(num_left_out) + " more");
  return lines;
}

// Counts bytes in place of columns, of which there are never more.
std::string shortened_line(const std::string& line, size_t columns) {
  if (line.size() <= columns) return line;
  // Leaves a column for the ellipsis.
  return std::string(utf8_front(line, columns - 1)) + "…";
}

std::string erasing_text(size_t num_lines) {
  return std::string("\033[").append(std::to_string(num_lines)).append("A\033[J");
}

std::string whole_line(const SweepMoment& moment) {
  std::string line = counts_text(moment.study, moment.sweep.trials, trials_at_work(moment.running));
  if (const auto left = seconds_left(moment)) line += ", about " + duration_text(*left) + " left";
  return line;
}

std::string line_of(const RunningTrial& running, const Study& study) {
  const auto& [trial, seed, until] = running.key;
  std::string line = "  trial " + std::to_string(trial) + " seed " + std::to_string(seed);
  if (const auto& status = running.status) {
    line += "  step " + std::to_string(status->step) + " of " +
            std::to_string(until > 0 ? until : status->steps);
    if (status->samples_per_second > 0) {
      line += "  " + std::to_string(std::llround(status->samples_per_second)) + " samples/s";
    }
  } else {
    line += "  starting";
  }
  const auto index = static_cast<size_t>(trial);
  if (index < study.trials().size()) line += "  " + parameters_text(study.trials()[index]);
  return line;
}

void SweepView::note(const std::string& line) {
  erase();
  out_ << line << std::endl;
}

void SweepView::show(const SweepPaths& paths, const std::vector<JobKey>& jobs,
                     const RecordedSweep& sweep) {
  const Clock::time_point now = Clock::now();
  if (now - shown_ < (redraws_ ? Clock::duration(kRedrawEvery) : Clock::duration(kLineEvery))) {
    return;
  }
  shown_ = now;
  const SweepState& state = sweep.simulation().state();
  SweepMoment moment{.sweep = state.definition,
                     .study = sweep.study(),
                     .courses = state.courses,
                     .now = seconds_since_1970()};
  for (const JobKey& job : jobs) moment.running.push_back(running_trial(paths, job));
  std::vector<std::string> lines = {whole_line(moment)};
  if (redraws_) {
    lines.push_back(best_text(moment.study, moment.sweep));
    for (const RunningTrial& each : moment.running) lines.push_back(line_of(each, moment.study));
    lines = fitting_lines(std::move(lines), terminal_rows(STDERR_FILENO));
  }
  erase();
  // One row each: what wraps would be left behind by the next redraw.
  const size_t columns = terminal_columns(STDERR_FILENO);
  for (const std::string& line : lines) {
    out_ << (redraws_ ? shortened_line(line, columns) : line) << '\n';
  }
  out_ << std::flush;
  num_lines_ = redraws_ ? lines.size() : 0;
}

void SweepView::finish() { erase(); }

void SweepView::erase() {
  if (num_lines_ > 0) out_ << erasing_text(num_lines_) << std::flush;
  num_lines_ = 0;
}

}  // namespace tandem
