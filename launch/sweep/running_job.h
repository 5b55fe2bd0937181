// A job of a sweep at work: the call for it, where that computes, and what it is told.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "framework/runs/process_lock.h"
#include "framework/sweep/trial_job.h"
#include "launch/job/child_process.h"
#include "launch/sweep/job_pace.h"
#include "launch/sweep/slots.h"

namespace tandem {

struct RunningJob {
  using Clock = std::chrono::steady_clock;

  TrialJob job;
  JobPlace place;
  ProcessLock claim;
  std::unique_ptr<ChildProcess> child;
  int64_t log_begin = 0;  // bytes that were in its log before
  Clock::time_point began;
  int64_t checkpoint_before = 0;  // newest one of the run when the job began
  int num_late_signals = 0;       // that told it to stop for lack of time
  JobPace pace;
  bool is_to_widen = false;  // was told to stop, to go on with more ranks
  int64_t ranks_before = 0;  // that it had before it got more; 0: it has those that it began with
};

/// How long a job that was told to stop may take to save a checkpoint.
constexpr std::chrono::seconds kSaveLimit{60};

/// Tells a job to end without a checkpoint.
void give_up(RunningJob& job);

/// Tells a job to stop that takes longer than `limit`, harder after every kSaveLimit.
void stop_if_late(RunningJob& job, std::chrono::seconds limit, RunningJob::Clock::time_point now);

}  // namespace tandem
