// Carries out the jobs of a sweep, side by side, until there are none or somebody wants it to stop.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "framework/core/error.h"
#include "framework/runs/process_lock.h"
#include "framework/sweep/recorded_sweep.h"
#include "launch/resolved_run.h"
#include "launch/sweep/host_trust.h"
#include "launch/sweep/loss_count.h"
#include "launch/sweep/running_job.h"
#include "launch/sweep/slots.h"
#include "launch/sweep/suspected_losses.h"
#include "launch/sweep/sweep_view.h"
#include "launch/sweep/trial_run.h"

namespace tandem {

class SweepRunner {
 public:
  /// All outlive it. `families`: what `train` said of each.
  SweepRunner(const SweepPaths& paths, RecordedSweep& sweep, Slots& slots,
              const std::vector<ResolvedRun>& families, SweepView& view)
      : paths_(paths), sweep_(sweep), slots_(slots), families_(families), view_(view) {}

  /// Jobs that are lost too often have failed, also where the machine may be to blame.
  void accept_losses() { accepts_losses_ = true; }

  /// Returns kDone when the sweep has ended, kStopped after a request to stop. Throws ConfigError
  /// when the first trials all fail alike, UsageError when the call for a trial is wrong, FileError
  /// when the journal cannot be written or one job after the other is lost; jobs that run are then
  /// stopped.
  ExitCode run();

 private:
  using Clock = RunningJob::Clock;

  ExitCode run_to_end();
  void start_jobs();
  std::vector<TrialJob> free_jobs() const;
  bool start(const TrialJob& job, const JobPlace& place);
  void call(const TrialJob& job, const JobPlace& place, ProcessLock claim);
  void widen_job();
  void go_on_wider(RunningJob& ended);
  void go_on_narrow(const RunningJob& ended, const TrialEnd& found);
  int64_t micro_batches_of(const TrialJob& job) const;
  bool has_reached(const TrialJob& job);
  bool is_running(const JobKey& key) const;
  bool is_wanted(const JobKey& key) const;
  void look_at_others();
  void refresh();
  void collect();
  void report();
  bool take_end(RunningJob& ended, const ProcessEnd& end);
  void refuse(const EndedCall& call, const TrialEnd& found);
  void count_loss(const RunningJob& ended, const std::string& cause);
  void clear_hosts(const std::set<std::string>& hosts);
  void record_cleared();
  void settle_failures();
  void check_first_trials() const;
  void stop_jobs();
  void end_late_jobs();
  void take_signal(int signal);
  void request_stop(const std::string& why);
  void show();

  const SweepPaths& paths_;
  RecordedSweep& sweep_;
  Slots& slots_;
  const std::vector<ResolvedRun>& families_;
  SweepView& view_;
  bool accepts_losses_ = false;
  std::vector<RunningJob> running_;
  std::optional<Problem> refused_;     // of a call that no trial can be begun by
  std::vector<FinishedJob> finished_;  // not yet reported
  std::vector<ProcessLock> reached_;   // claims of those of them for which nothing was started
  SuspectedLosses suspected_;
  std::vector<FinishedJob> cleared_;  // lost for the last time, and their hosts are not to blame
  HostTrust trust_;
  LossCount losses_;
  std::map<JobKey, int64_t> narrow_;  // the ranks of jobs that could not go on with more
  Clock::time_point looked_{};        // at what others reported
  int num_stops_ = 0;                 // requests
  int num_interruptions_ = 0;         // of them by SIGINT and SIGTERM
};

}  // namespace tandem
