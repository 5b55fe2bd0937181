// Watches over a job from its start to its end: progress, stop requests, giving up. What the end
// means is decided by job_outcome.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/runs/rank_status.h"
#include "framework/runs/run_paths.h"
#include "launch/job/job_launcher.h"
#include "launch/job/progress.h"

namespace tandem {

/// How a job ended, as far as it was seen from outside.
struct JobEnd {
  ProcessEnd process;
  /// What the ranks were started by, and the rank that it saw lost.
  std::string launcher;
  std::optional<LostRank> lost;
  bool was_given_up = false;
  /// Every rank had ended as planned, yet the process had to be ended.
  bool had_lingered = false;
  /// Last status of each rank; nothing for a rank that never wrote one.
  std::vector<std::optional<RankStatus>> ranks;
  /// What the launcher and the ranks printed.
  std::string output;
};

/// Runs one job to its end. A stop request (SIGINT, SIGTERM, SIGUSR1, SIGHUP) is passed on once, by
/// the launcher, as soon as every rank has written a status: before that a rank has no handler and
/// would die of it. A second SIGINT or SIGTERM gives up, and so does a job whose ranks are not all
/// there within `start_limit`. A process that goes on for `end_limit` after every rank has ended as
/// planned is ended: launchers now and then miss the end of ranks that were quick.
class Supervisor {
 public:
  /// `launcher` and `progress` outlive it.
  Supervisor(RunPaths paths, const JobLauncher& launcher, Progress& progress)
      : paths_(std::move(paths)), launcher_(launcher), progress_(progress) {}

  void set_start_limit(std::chrono::seconds limit) { start_limit_ = limit; }
  void set_end_limit(std::chrono::seconds limit) { end_limit_ = limit; }

  /// Starts the job and returns when it has ended.
  JobEnd run(const Job& job);

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
  const JobLauncher& launcher_;
  Progress& progress_;
  std::vector<std::optional<RankStatus>> ranks_;
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
