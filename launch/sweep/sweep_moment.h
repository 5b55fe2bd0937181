// A sweep at a moment: which jobs are at work, and how long it will take.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "framework/runs/rank_status.h"
#include "framework/sweep/scheduler.h"
#include "framework/sweep/study.h"
#include "framework/sweep/sweep_definition.h"
#include "framework/sweep/sweep_paths.h"
#include "framework/sweep/trial_job.h"

namespace tandem {

/// A job at work.
struct RunningTrial {
  JobKey key;  // until 0: not known, the end of the run stands for it
  /// Of its first rank, which speaks for all: they make the same steps. Nothing: it starts.
  std::optional<RankStatus> status = {};
};

/// With what its run says of it now.
RunningTrial running_trial(const SweepPaths& paths, const JobKey& key);

/// All that is known of a sweep.
struct SweepMoment {
  const SweepDefinition& sweep;
  const Study& study;
  const std::vector<TrialCourse>& courses;  // of its trials; empty: not known
  std::vector<RunningTrial> running = {};
  double now = 0;  // seconds since 1970
};

/// The trials of which a job is at work.
std::set<int64_t> trials_at_work(const std::vector<RunningTrial>& running);

/// What is left takes as long as what is complete did, or before that all that was done, as many
/// trials side by side as are now; trials that have not begun will make as many steps as those that
/// are over. Nothing before one is over.
std::optional<double> seconds_left(const SweepMoment& moment);

}  // namespace tandem
