// Watches over a job from its start to its end: progress, stop requests, giving up. Called by
// `tandem train` and `tandem resume`; what the end means is decided by job_outcome.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/runs/rank_status.h"
#include "framework/runs/run_directory.h"
#include "launch/job/child_process.h"
#include "launch/job/progress.h"

namespace tandem {

/// How a job ended, as far as the launcher saw it.
struct JobEnd {
  ProcessEnd process;
  bool was_given_up = false;
  /// Every rank had ended as planned, yet the command had to be ended by the launcher.
  bool had_lingered = false;
  /// Last status of each rank; nothing for a rank that never wrote one.
  std::vector<std::optional<RankStatus>> ranks;
  /// What mpirun and the ranks printed.
  std::string output;
};

/// Runs one job to its end. A stop request (SIGINT, SIGTERM, SIGUSR1, SIGHUP) is passed on once, as
/// SIGUSR1, as soon as every rank has written a status: before that a rank has no handler and would
/// die of it. A second SIGINT or SIGTERM gives up, and so does a job whose ranks are not all there
/// within `start_limit`. A command that goes on for `end_limit` after every rank has ended as
/// planned is ended: mpirun now and then misses the end of ranks that were quick.
class Supervisor {
 public:
  Supervisor(RunPaths paths, int64_t num_ranks, Progress& progress)
      : paths_(std::move(paths)), ranks_(static_cast<size_t>(num_ranks)), progress_(progress) {}

  void set_start_limit(std::chrono::seconds limit) { start_limit_ = limit; }
  void set_end_limit(std::chrono::seconds limit) { end_limit_ = limit; }

  /// Starts the command and returns when it has ended.
  JobEnd run(const std::vector<std::string>& arguments);

 private:
  using Clock = std::chrono::steady_clock;

  void take_signal(int signal, ChildProcess& child);
  void pass_on_stop(ChildProcess& child);
  void give_up(ChildProcess& child, const std::string& reason);
  void end_lingering(ChildProcess& child);
  void read_ranks();
  bool all_ranks_are_there() const;
  bool all_ranks_have_ended() const;

  RunPaths paths_;
  std::vector<std::optional<RankStatus>> ranks_;
  Progress& progress_;
  std::chrono::seconds start_limit_{120};
  std::chrono::seconds end_limit_{30};
  std::optional<Clock::time_point> stop_requested_;
  std::optional<Clock::time_point> given_up_;
  std::optional<Clock::time_point> ranks_ended_;
  bool had_lingered_ = false;
  bool stop_was_passed_on_ = false;
  bool was_killed_ = false;
};

}  // namespace tandem
