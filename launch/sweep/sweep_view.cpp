#include "launch/sweep/sweep_view.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "framework/core/text.h"
#include "framework/report/number_text.h"
#include "framework/runs/rank_status.h"
#include "framework/runs/run_paths.h"
#include "launch/job/progress.h"
#include "launch/sweep/sweep_status.h"

namespace tandem {
namespace {

constexpr std::chrono::milliseconds kRedrawEvery{500};
constexpr std::chrono::seconds kLineEvery{60};
constexpr size_t kUsualColumns = 120;

/// Steps that a trial has made, each times what one of its family costs.
double work_of(const VirtualSweep& sweep, int64_t trial) {
  const TrialCourse& course = sweep.state().courses[static_cast<size_t>(trial)];
  if (course.values.empty()) return 0;
  const int64_t steps = course.rungs[course.values.size() - 1] - course.first_step;
  return static_cast<double>(steps) *
         sweep.state().definition.families[sweep.family_of(trial)].cost;
}

}  // namespace

size_t terminal_columns(int descriptor) {
  winsize size{};
  const bool is_known = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? std::min<size_t>(size.ws_col, kUsualColumns) : kUsualColumns;
}

// Counts bytes in place of columns, of which there are never more.
std::string shortened_line(const std::string& line, size_t columns) {
  if (line.size() <= columns) return line;
  // Leaves a column for the ellipsis.
  return std::string(utf8_front(line, columns - 1)) + "…";
}

std::string line_of(const RunningTrial& running, const Study& study) {
  const auto& [trial, seed, until] = running.key;
  std::string line = "  trial " + std::to_string(trial) + " seed " + std::to_string(seed);
  // All ranks make the same steps: the first speaks for them.
  if (const auto status = read_rank_status(RunPaths{running.run}.rank_status(0))) {
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

void SweepView::show(const std::vector<RunningTrial>& running, const RecordedSweep& sweep) {
  const Clock::time_point now = Clock::now();
  if (now - shown_ < (redraws_ ? Clock::duration(kRedrawEvery) : Clock::duration(kLineEvery))) {
    return;
  }
  shown_ = now;
  const SweepDefinition& definition = sweep.simulation().state().definition;
  std::vector<std::string> lines = {counts_text(sweep.study(), definition.trials) +
                                    time_left(running, sweep)};
  if (redraws_) {
    lines.push_back(best_text(sweep.study(), definition));
    for (const RunningTrial& each : running) lines.push_back(line_of(each, sweep.study()));
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
  if (num_lines_ > 0) out_ << "\033[" << num_lines_ << "A\033[J" << std::flush;
  num_lines_ = 0;
}

/// As long as what is left took so far: trials that have not begun count as those that are over.
std::string SweepView::time_left(const std::vector<RunningTrial>& running,
                                 const RecordedSweep& sweep) {
  const SweepState& state = sweep.simulation().state();
  double work = 0;
  int64_t num_over = 0;
  for (const Trial& trial : state.trials) {
    work += work_of(sweep.simulation(), trial.number);
    num_over += trial.state != TrialState::kRunning ? 1 : 0;
  }
  if (began_ == Clock::time_point{}) {
    began_ = Clock::now();
    // What was done before took time that nobody knows.
    work_at_start_ = work;
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - began_).count();
  if (work <= work_at_start_ || num_over == 0) return "";
  const auto left = static_cast<double>(state.definition.trials - num_over);
  const double work_left = left * work / static_cast<double>(num_over);
  return work_left <= 0 && running.empty()
             ? ""
             : ", about " + duration_text(work_left * seconds / (work - work_at_start_)) + " left";
}

}  // namespace tandem
