#include "launch/sweep/sweep_runner.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <thread>
#include <utility>

#include "framework/core/files.h"
#include "framework/core/text.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/run_lock.h"
#include "launch/sweep/sweep_locks.h"

namespace tandem {
namespace {

constexpr int kPollMilliseconds = 200;
// A mistake in the sweep's file shows in every trial.
constexpr size_t kFailuresToStop = 3;
constexpr std::chrono::seconds kStopLimit{60};
constexpr std::chrono::seconds kLookEvery{1};

std::string name_of(const JobKey& key) {
  return "trial " + std::to_string(key.trial) + ", seed " + std::to_string(key.seed);
}

/// Moves what is there but no run aside: its making was interrupted.
void clear_place(const std::filesystem::path& run) {
  if (holds_run(run) || status_of(run).type() == std::filesystem::file_type::not_found) return;
  if (names_in(run).empty()) return;
  const std::filesystem::path aside = unused_path(run.string() + ".unfinished");
  std::error_code error;
  std::filesystem::rename(run, aside, error);
  if (error) throw_file_error("cannot be moved aside", run);
}

}  // namespace

ExitCode SweepRunner::run() {
  try {
    return run_to_end();
  } catch (...) {
    view_.finish();
    stop_jobs();
    throw;
  }
}

ExitCode SweepRunner::run_to_end() {
  outlive_readers();
  const StopSignals signals;
  for (;;) {
    look_at_others();
    start_jobs();
    if (running_.empty() && (num_stops_ > 0 || sweep_.jobs().empty())) break;
    if (const auto signal = signals.wait(kPollMilliseconds)) take_signal(*signal);
    collect();
    end_late_jobs();
    show();
  }
  view_.finish();
  return sweep_.jobs().empty() ? ExitCode::kDone : ExitCode::kStopped;
}

/// Other processes may work on the same sweep: what they reported makes room for more jobs.
void SweepRunner::look_at_others() {
  if (slots_.are_all_taken() || Clock::now() - looked_ < kLookEvery) return;
  looked_ = Clock::now();
  const ProcessLock deciding = lock_decisions(paths_);
  sweep_.refresh();
}

void SweepRunner::start_jobs() {
  if (num_stops_ > 0 || slots_.are_all_taken()) return;
  const std::vector<TrialJob> waiting = free_jobs();
  for (size_t i = 0; i < waiting.size(); ++i) {
    const size_t family = sweep_.simulation().family_of(waiting[i].key.trial);
    const auto place = slots_.take(waiting.size() - i, families_[family].micro_batches);
    if (!place) return;
    if (!start(waiting[i], *place)) slots_.give_back(*place);
  }
}

/// Those that nobody works on. Ranks that outlived a launcher go on, and are waited for.
std::vector<TrialJob> SweepRunner::free_jobs() const {
  std::vector<TrialJob> jobs = sweep_.jobs();
  std::erase_if(jobs, [&](const TrialJob& job) {
    const auto& [trial, seed, until] = job.key;
    return is_running(job.key) || is_locked(paths_.claim(trial, seed)) ||
           is_at_work(paths_.run(trial, seed));
  });
  return jobs;
}

/// False where another process was quicker.
bool SweepRunner::start(const TrialJob& job, const JobPlace& place) {
  std::optional<ProcessLock> claim = claim_job(paths_, job.key);
  if (!claim) return false;
  {
    // Whoever had it before may have reported it since.
    const ProcessLock deciding = lock_decisions(paths_);
    sweep_.refresh();
  }
  if (!is_wanted(job.key)) return false;
  const std::filesystem::path run = paths_.run(job.key.trial, job.key.seed);
  const std::filesystem::path log = paths_.log(job.key.trial, job.key.seed);
  std::error_code error;
  std::filesystem::create_directories(run.parent_path(), error);
  if (!error) std::filesystem::create_directories(log.parent_path(), error);
  if (error) throw_file_error("cannot be made", run.parent_path());
  clear_place(run);
  const Arguments command = trial_command(paths_, sweep_.simulation(), job, place);
  running_.push_back({.job = job,
                      .place = place,
                      .claim = *std::move(claim),
                      .child = std::make_unique<ChildProcess>(
                          command, log, ChildOptions{.place = place.child, .end_signal = SIGUSR1}),
                      .began = Clock::now(),
                      .first_checkpoint = newest_checkpoint(run)});
  view_.note(name_of(job.key) + ": to step " + std::to_string(job.key.until) +
             (job.from > 0 ? ", from " + std::to_string(job.from) : "") + ", " +
             std::to_string(place.ranks) + (place.ranks == 1 ? " rank" : " ranks") +
             (place.host.empty() ? "" : " on " + place.host));
  return true;
}

bool SweepRunner::is_running(const JobKey& key) const {
  return std::ranges::any_of(running_, [&](const RunningJob& each) { return each.job.key == key; });
}

bool SweepRunner::is_wanted(const JobKey& key) const {
  return std::ranges::any_of(sweep_.jobs(), [&](const TrialJob& job) { return job.key == key; });
}

/// Takes what has ended, and reports all of it at once.
void SweepRunner::collect() {
  std::vector<RunningJob> all_ended;  // claimed until they are reported
  for (size_t i = 0; i < running_.size();) {
    const auto end = running_[i].child->poll();
    if (!end) {
      ++i;
      continue;
    }
    all_ended.push_back(std::move(running_[i]));
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
    slots_.give_back(all_ended.back().place);
    take_end(all_ended.back(), *end);
  }
  if (finished_.empty()) return;
  const ProcessLock deciding = lock_decisions(paths_);
  sweep_.report(std::exchange(finished_, {}));
  check_first_trials();
}

void SweepRunner::take_end(const RunningJob& ended, const ProcessEnd& end) {
  const auto& [trial, seed, until] = ended.job.key;
  const std::filesystem::path run = paths_.run(trial, seed);
  const TrialEnd found = end_of_trial(sweep_.simulation().state().definition, run, ended.job, end,
                                      paths_.log(trial, seed));
  if (found.kind == TrialEnd::Kind::kResult) {
    view_.note(name_of(ended.job.key) + ": " + text_of(found.result, until));
    finished_.push_back({.job = ended.job,
                         .result = found.result,
                         .run = run.lexically_relative(paths_.root).generic_string(),
                         .grid = newest_grid(run)});
  } else if (found.kind == TrialEnd::Kind::kLost || ended.is_late) {
    count_loss(ended,
               ended.is_late ? "it took longer than placement.timeout_seconds" : found.cause);
  }
}

/// A job that is lost too often without a newer checkpoint has failed.
void SweepRunner::count_loss(const RunningJob& ended, const std::string& cause) {
  const JobKey& key = ended.job.key;
  const std::filesystem::path run = paths_.run(key.trial, key.seed);
  if (newest_checkpoint(run) > ended.first_checkpoint) num_losses_[key] = 0;
  if (++num_losses_[key] <= sweep_.simulation().state().definition.placement.retries) {
    view_.note(name_of(key) + ": lost, goes on again: " + cause);
    return;
  }
  view_.note(name_of(key) + ": failed: " + cause);
  finished_.push_back({.job = ended.job,
                       .result = {.end = JobResult::End::kFailed, .cause = cause},
                       .run = run.lexically_relative(paths_.root).generic_string()});
}

void SweepRunner::check_first_trials() const {
  size_t num_failed = 0;
  for (const Trial& trial : sweep_.simulation().state().trials) {
    const bool is_open = trial.state == TrialState::kRunning && trial.values.empty();
    if (!is_open && trial.state != TrialState::kFailed) return;
    num_failed += is_open ? 0 : 1;
  }
  if (num_failed < kFailuresToStop) return;
  throw ConfigError({.what = "the first trials of the sweep all fail",
                     .where = paths_.log(0, sweep_.simulation().state().definition.seeds.front()),
                     .advice = "That log says why. Correct the sweep's file and begin another "
                               "sweep."});
}

/// Ends all jobs with a checkpoint, as far as they can in time.
void SweepRunner::stop_jobs() {
  for (RunningJob& each : running_) each.child->send(SIGUSR1);
  const Clock::time_point limit = Clock::now() + kStopLimit;
  while (!running_.empty() && Clock::now() < limit) {
    std::erase_if(running_, [](const RunningJob& each) { return each.child->poll().has_value(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(kPollMilliseconds));
  }
}

void SweepRunner::end_late_jobs() {
  const int64_t limit = sweep_.simulation().state().definition.placement.timeout_seconds;
  if (limit == 0) return;
  for (RunningJob& each : running_) {
    if (each.is_late || Clock::now() - each.began < std::chrono::seconds(limit)) continue;
    each.is_late = true;
    each.child->send(SIGUSR1);
  }
}

void SweepRunner::take_signal(int signal) {
  if (signal == SIGCHLD) return;
  if (signal == SIGINT || signal == SIGTERM) ++num_interruptions_;
  if (num_interruptions_ > 1) {
    // A trial gives up at the second of these.
    for (RunningJob& each : running_) {
      each.child->send(SIGINT);
      each.child->send(SIGTERM);
    }
  } else if (num_stops_ == 0) {
    view_.note("stopping: every trial that runs saves a checkpoint; press Ctrl-C again to give up");
    for (RunningJob& each : running_) each.child->send(SIGUSR1);
  }
  ++num_stops_;
}

void SweepRunner::show() {
  std::vector<RunningTrial> lines;
  for (const RunningJob& each : running_) {
    lines.push_back(
        {.key = each.job.key, .run = paths_.run(each.job.key.trial, each.job.key.seed)});
  }
  view_.show(lines, sweep_);
}

}  // namespace tandem
