#include "launch/sweep/running_job.h"

#include <csignal>

namespace tandem {

void give_up(RunningJob& job) {
  // A trial does at the second of these. One of each kind: of two that are alike one is lost while
  // they are pending.
  job.child->send(SIGINT);
  job.child->send(SIGTERM);
}

void stop_if_late(RunningJob& job, std::chrono::seconds limit, RunningJob::Clock::time_point now) {
  // A request to save, then to give up, then its end.
  constexpr int kMostSignals = 3;
  const auto since = limit + job.num_late_signals * kSaveLimit;
  if (job.num_late_signals == kMostSignals || now - job.began < since) return;
  ++job.num_late_signals;
  if (job.num_late_signals == 1) job.child->send(SIGUSR1);
  if (job.num_late_signals == 2) give_up(job);
  if (job.num_late_signals == 3) job.child->send(SIGKILL);  // its ranks end with it
}

}  // namespace tandem
