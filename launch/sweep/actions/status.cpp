// status: how far a sweep is; on a terminal, for as long as it works.
#include <unistd.h>

#include <boost/program_options/value_semantic.hpp>
#include <chrono>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "framework/runs/run_lock.h"
#include "framework/sweep/recorded_definition.h"
#include "framework/sweep/recorded_sweep.h"
#include "launch/sweep/sweep_job.h"
#include "launch/sweep/sweep_locks.h"
#include "launch/sweep/sweep_status.h"
#include "launch/sweep/sweep_view.h"

namespace tandem {
namespace {

namespace po = boost::program_options;

constexpr std::chrono::seconds kRedrawEvery{1};

po::options_description command_options() {
  po::options_description options = no_options();
  options.add_options()("once", po::bool_switch(), "print it once, also on a terminal");
  return options;
}

/// Runs of trials that a job works on now.
std::vector<RunningTrial> running_trials(const SweepPaths& paths, const Study& study,
                                         const SweepDefinition& sweep) {
  std::vector<RunningTrial> running;
  for (const StoredTrial& stored : study.trials()) {
    if (stored.trial.state != TrialState::kRunning) continue;
    for (const int64_t seed : sweep.seeds) {
      const std::filesystem::path run = paths.run(stored.trial.number, seed);
      // A trial that has begun may wait for a place: the locks of its run tell.
      if (!is_at_work(run)) continue;
      running.push_back({.key = {.trial = stored.trial.number, .seed = seed}, .run = run});
    }
  }
  return running;
}

std::vector<std::string> status_lines(const SweepPaths& paths, const SweepDefinition& sweep) {
  const Study study = read_study(paths);
  check_definition(paths, sweep, study);
  std::vector<std::string> lines = {
      counts_text(study, sweep.trials) + (is_worked_on(paths) ? "" : " (nobody works on it)"),
      best_text(study, sweep)};
  for (const RunningTrial& each : running_trials(paths, study, sweep)) {
    lines.push_back(line_of(each, study));
  }
  return lines;
}

ExitCode show_status(const CommandCall& call) {
  const SweepPaths paths{named_sweep(call)};
  const SweepDefinition sweep = read_sweep(paths);
  const bool lives = ::isatty(STDOUT_FILENO) == 1 && !call.get<bool>("once");
  for (;;) {
    // Asked before it is printed, so that the last picture shows the end.
    const bool is_at_work_now = is_worked_on(paths);
    const bool redraws = lives && is_at_work_now;
    const std::vector<std::string> lines = status_lines(paths, sweep);
    const size_t columns = terminal_columns(STDOUT_FILENO);
    for (const std::string& line : lines) {
      std::cout << (redraws ? shortened_line(line, columns) : line) << '\n';
    }
    std::cout << std::flush;
    if (!redraws) return ExitCode::kDone;
    std::this_thread::sleep_for(kRedrawEvery);
    // Up to where the picture begins, and all below it away.
    std::cout << "\033[" << lines.size() << "A\033[J";
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
