// status: how far a sweep is; on a terminal, for as long as it works.
#include <unistd.h>

#include <boost/program_options/value_semantic.hpp>
#include <chrono>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "framework/core/process.h"
#include "framework/runs/run_lock.h"
#include "framework/sweep/followed_study.h"
#include "framework/sweep/recorded_courses.h"
#include "framework/sweep/recorded_definition.h"
#include "launch/sweep/sweep_job.h"
#include "launch/sweep/sweep_locks.h"
#include "launch/sweep/sweep_moment.h"
#include "launch/sweep/sweep_status.h"
#include "launch/sweep/sweep_view.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

constexpr std::chrono::seconds kLookAgainEvery{1};

po::options_description command_options() {
  po::options_description options = no_options();
  options.add_options()("once", po::bool_switch(), "print it once, also on a terminal");
  return options;
}

/// A sweep at which somebody looks again and again.
class ObservedSweep {
 public:
  explicit ObservedSweep(const SweepPaths& paths)
      : paths_(paths), sweep_(read_sweep(paths)), followed_(paths) {}

  /// As it is now.
  std::vector<std::string> lines(bool is_worked_on) {
    followed_.read_on();
    const Study& study = followed_.study();
    if (!is_checked_) check_definition(paths_, sweep_, study);
    is_checked_ = study.user_attributes().contains(kDefinitionAttribute);
    std::vector<TrialCourse> courses;
    // A sweep that is being made has not recorded how long its runs are.
    if (study.user_attributes().contains(kLengthsAttribute)) {
      courses = courses_of(sweep_, recorded_lengths(study, paths_.journal()), study);
    }
    const SweepMoment moment{.sweep = sweep_,
                             .study = study,
                             .courses = courses,
                             .running = running_trials(courses),
                             .now = seconds_since_1970()};
    std::vector<std::string> lines = {
        is_worked_on ? whole_line(moment)
                     : counts_text(study, sweep_.trials, trials_at_work(moment.running)) +
                           " (nobody works on it)",
        best_text(study, sweep_)};
    for (const RunningTrial& each : moment.running) lines.push_back(line_of(each, study));
    return lines;
  }

 private:
  /// Those that a job works on now.
  std::vector<RunningTrial> running_trials(const std::vector<TrialCourse>& courses) const {
    std::vector<RunningTrial> running;
    for (const StoredTrial& stored : followed_.study().trials()) {
      if (stored.trial.state != TrialState::kRunning) continue;
      JobKey key{.trial = stored.trial.number};
      const auto index = static_cast<size_t>(key.trial);
      if (index < courses.size()) key.until = next_rung(courses[index]).value_or(0);
      for (const int64_t seed : sweep_.seeds) {
        key.seed = seed;
        // A trial that has begun may wait for a place: the locks of its run tell.
        if (is_at_work(paths_.run(key.trial, seed))) running.push_back(running_trial(paths_, key));
      }
    }
    return running;
  }

  SweepPaths paths_;
  SweepDefinition sweep_;
  FollowedStudy followed_;
  bool is_checked_ = false;
};

ExitCode show_status(const CommandCall& call) {
  const SweepPaths paths{named_sweep(call)};
  ObservedSweep observed(paths);
  const bool lives = ::isatty(STDOUT_FILENO) == 1 && !call.get<bool>("once");
  for (;;) {
    // Asked before it is printed, so that the last picture shows the end.
    const bool is_at_work_now = is_worked_on(paths);
    const bool redraws = lives && is_at_work_now;
    std::vector<std::string> lines = observed.lines(is_at_work_now);
    if (redraws) lines = fitting_lines(std::move(lines), terminal_rows(STDOUT_FILENO));
    const size_t columns = terminal_columns(STDOUT_FILENO);
    for (const std::string& line : lines) {
      std::cout << (redraws ? shortened_line(line, columns) : line) << '\n';
    }
    std::cout << std::flush;
    if (!redraws) return ExitCode::kDone;
    std::this_thread::sleep_for(kLookAgainEvery);
    // Up to where the picture begins, and all below it away.
    std::cout << erasing_text(lines.size());
  }
}

}  // namespace

Command status_sweep_action() {
  return {.program = "tandem sweep",
          .name = "status",
          .usage = "DIR [--once]",
          .sentence = "Say how far a sweep is; on a terminal, for as long as it works.",
          .place = 3,
          .options = command_options,
          .run = show_status};
}

}  // namespace tandem
