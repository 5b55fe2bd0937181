#include "launch/sweep/sweep_runner.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <thread>
#include <utility>

#include "framework/core/files.h"
#include "framework/runs/checkpoint_directory.h"
#include "launch/job/slurm_allocation.h"
#include "launch/job/stop_signals.h"
#include "launch/job/unblocked_output.h"
#include "launch/sweep/first_failures.h"
#include "launch/sweep/sweep_locks.h"

namespace tandem {
namespace {

constexpr int kPollMilliseconds = 200;
constexpr std::chrono::seconds kLookEvery{1};

std::string name_of(const JobKey& key) {
  return "trial " + std::to_string(key.trial) + ", seed " + std::to_string(key.seed);
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
    widen_job();
    // Jobs may be left that cannot begin now: other processes have them, or hosts are closed.
    if (running_.empty() && (num_stops_ > 0 || sweep_.jobs().empty())) break;
    if (const auto signal = signals.wait(kPollMilliseconds)) take_signal(*signal);
    collect();
    settle_failures();
    end_late_jobs();
    show();
  }
  view_.finish();
  return sweep_.jobs().empty() ? ExitCode::kDone : ExitCode::kStopped;
}

/// Other processes may work on the same sweep: what they reported makes room for more jobs.
void SweepRunner::look_at_others() {
  // Without a slot nothing could begin, and the next report reads the journal anyway.
  if (slots_.are_all_taken() || Clock::now() - looked_ < kLookEvery) return;
  looked_ = Clock::now();
  refresh();
}

void SweepRunner::refresh() {
  const ProcessLock deciding = lock_decisions(paths_);
  sweep_.refresh();
}

void SweepRunner::start_jobs() {
  if (num_stops_ > 0 || slots_.are_all_taken()) return;
  const std::vector<TrialJob> waiting = free_jobs();
  PlaceRequest request{.closed = trust_.closed(Clock::now()), .doubted = trust_.doubted()};
  for (size_t i = 0; i < waiting.size(); ++i) {
    request.waiting = waiting.size() - i;
    request.micro_batches = micro_batches_of(waiting[i]);
    const auto narrow = narrow_.find(waiting[i].key);
    request.most_ranks = narrow == narrow_.end() ? PlaceRequest{}.most_ranks : narrow->second;
    const auto place = slots_.take(request);
    if (!place) return;
    // Another one may still begin in its place.
    if (!start(waiting[i], *place)) slots_.give_back(*place);
  }
}

/// Those that nobody works on.
std::vector<TrialJob> SweepRunner::free_jobs() const {
  std::vector<TrialJob> jobs = sweep_.jobs();
  std::erase_if(jobs, [&](const TrialJob& job) {
    return is_running(job.key) || suspected_.contains(job.key) || is_worked_on(paths_, job.key);
  });
  return jobs;
}

/// False where another process was quicker, or nothing is left to do.
bool SweepRunner::start(const TrialJob& job, const JobPlace& place) {
  std::optional<ProcessLock> claim = claim_job(paths_, job.key);
  if (!claim) return false;
  // Whoever had it before may have reported it since.
  refresh();
  if (!is_wanted(job.key)) return false;
  if (has_reached(job)) {
    // Claimed until it is reported: until then others would take it for a job to do.
    reached_.push_back(*std::move(claim));
    return false;
  }
  call(job, place, *std::move(claim));
  return true;
}

/// Calls `tandem` for a job.
void SweepRunner::call(const TrialJob& job, const JobPlace& place, ProcessLock claim) {
  const std::filesystem::path run = paths_.run(job.key.trial, job.key.seed);
  const std::filesystem::path log = paths_.log(job.key.trial, job.key.seed);
  make_directories(run.parent_path());
  make_directories(log.parent_path());
  clear_place(paths_, job.key);
  const Arguments command = trial_command(paths_, sweep_.simulation(), job, place);
  // A log has the words of all calls for its run.
  const int64_t log_begin = bytes_of(log);
  // A trial whose sweep is killed saves and stops as if it were asked to.
  auto child = std::make_unique<ChildProcess>(
      command, log, ChildOptions{.place = place.child, .end_signal = SIGUSR1});
  running_.push_back({.job = job,
                      .place = place,
                      .claim = std::move(claim),
                      .child = std::move(child),
                      .log_begin = log_begin,
                      .began = Clock::now(),
                      .checkpoint_before = newest_checkpoint(run),
                      .pace = JobPace(Clock::now())});
  const std::string hosts = hosts_words(place);
  view_.note(name_of(job.key) + ": to step " + std::to_string(job.key.until) +
             (job.start_step > 0 ? ", from " + std::to_string(job.start_step) : "") + ", " +
             std::to_string(place.ranks) + (place.ranks == 1 ? " rank" : " ranks") +
             (hosts.empty() ? "" : " on " + hosts));
}

/// Has a job, one at a time, stop and go on with all that is free on its host, where no other job
/// waits for that. Its bits stay.
void SweepRunner::widen_job() {
  if (num_stops_ > 0 || std::ranges::any_of(running_, &RunningJob::is_to_widen)) return;
  const Clock::time_point now = Clock::now();
  const bool has_free = slots_.has_free();
  for (RunningJob& each : running_) {
    const bool may_widen =
        has_free && each.num_late_signals == 0 && !narrow_.contains(each.job.key);
    const int64_t ranks = may_widen ? slots_.most_ranks(each.place, micro_batches_of(each.job)) : 0;
    if (each.pace.has_begun() && ranks <= each.place.ranks) continue;
    const auto status = running_trial(paths_, each.job.key).status;
    if (status && status->state == RankState::kTraining) each.pace.see(status->step, now);
    if (!each.pace.gains(each.job.key.until, each.place.ranks, ranks, now)) continue;
    // Others may have reported what lets a job begin.
    refresh();
    if (!finished_.empty() || !free_jobs().empty()) return;
    view_.note(name_of(each.job.key) + ": saves a checkpoint, to go on with " +
               std::to_string(ranks) + " ranks");
    each.is_to_widen = true;
    each.child->send(SIGUSR1);
    return;
  }
}

/// A job that has stopped for that. Its time and its losses are counted on.
void SweepRunner::go_on_wider(RunningJob& ended) {
  const JobPlace place = slots_.widen(ended.place, micro_batches_of(ended.job));
  call(ended.job, place, std::move(ended.claim));
  RunningJob& wider = running_.back();
  wider.began = ended.began;
  wider.checkpoint_before = ended.checkpoint_before;
  if (place.ranks > ended.place.ranks) wider.ranks_before = ended.place.ranks;
}

/// A job that could not go on with more ranks goes on with those that it had, and is not widened
/// again.
void SweepRunner::go_on_narrow(const RunningJob& ended, const TrialEnd& found) {
  narrow_[ended.job.key] = ended.ranks_before;
  if (found.kind == TrialEnd::Kind::kLost) trust_.lost(hosts_of(ended.place), Clock::now());
  view_.note(name_of(ended.job.key) + ": could not go on with " +
             std::to_string(ended.place.ranks) + " ranks, goes on with " +
             std::to_string(ended.ranks_before) + ": " + found.cause);
}

int64_t SweepRunner::micro_batches_of(const TrialJob& job) const {
  return families_[sweep_.simulation().family_of(job.key.trial)].micro_batches;
}

/// Whether the run of a job has been there already, brought there by somebody else or before its
/// result was lost; takes what it measured there.
bool SweepRunner::has_reached(const TrialJob& job) {
  auto result = result_made_before(sweep_.simulation().state().definition.metric, paths_, job);
  if (!result) return false;
  view_.note(name_of(job.key) + ": " + text_of(*result, job.key.until) + ", made before");
  finished_.push_back(finished_job(paths_, job, *std::move(result)));
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
    RunningJob ended = std::move(running_[i]);
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(i));
    const bool goes_on = take_end(ended, *end);
    if (!goes_on) slots_.give_back(ended.place);
    all_ended.push_back(std::move(ended));
  }
  report();
  if (refused_) throw UsageError(*refused_);
}

/// Records what has finished, and what follows from it.
void SweepRunner::report() {
  if (finished_.empty()) return;
  const ProcessLock deciding = lock_decisions(paths_);
  sweep_.report(std::exchange(finished_, {}));
  reached_.clear();
  check_first_trials();
}

/// Takes the end of a call: its job is done, goes on later or was lost, or the call was refused.
/// True where it goes on at once, in the same place or a wider one.
bool SweepRunner::take_end(RunningJob& ended, const ProcessEnd& end) {
  using Kind = TrialEnd::Kind;
  const auto& [trial, seed, until] = ended.job.key;
  const std::filesystem::path run = paths_.run(trial, seed);
  const EndedCall call{.end = end, .log = paths_.log(trial, seed), .log_begin = ended.log_begin};
  const TrialEnd found = end_of_trial(sweep_.simulation().state().definition, run, ended.job, call);
  const bool is_late = ended.num_late_signals > 0;
  const bool is_lost = found.kind == Kind::kLost || is_late;
  const bool has_failed =
      found.kind == Kind::kLost || found.kind == Kind::kRefused || found.has_failed_midway;
  if (ended.ranks_before > 0 && has_failed && !is_late) {
    go_on_narrow(ended, found);
  } else if (found.kind == Kind::kResult) {
    view_.note(name_of(ended.job.key) + ": " + text_of(found.result, until));
    finished_.push_back(finished_job(paths_, ended.job, found.result));
    // A failure says nothing for its host.
    if (found.result.end != JobResult::End::kFailed) clear_hosts(hosts_of(ended.place));
  } else if (found.kind == Kind::kRefused) {
    refuse(call, found);
  } else if (num_stops_ > 0) {
    return false;  // it goes on when the sweep does, also where it gave up without a checkpoint
  } else if (is_lost) {
    count_loss(ended, is_late ? "it took longer than placement.timeout_seconds" : found.cause);
  } else if (ended.is_to_widen) {
    go_on_wider(ended);
    return true;
  } else if (slurm_allocation()) {
    // Before it makes room for another job Slurm may tell the steps of this one alone.
    request_stop("Slurm stops the trials of this job");
  }
  return false;
}

/// No trial would begin with such a call, whatever its parameters are.
void SweepRunner::refuse(const EndedCall& call, const TrialEnd& found) {
  refused_ = {.what = "a trial could not be begun",
              .where = call.log,
              .got = found.cause,
              .advice =
                  "Nothing is recorded of it: once that is put right, go on with `tandem "
                  "sweep resume " +
                  paths_.root.string() + "`."};
}

/// A job that is lost too often without a newer checkpoint has failed, if the host is not to blame.
void SweepRunner::count_loss(const RunningJob& ended, const std::string& cause) {
  const JobKey& key = ended.job.key;
  const std::filesystem::path run = paths_.run(key.trial, key.seed);
  const bool is_late = ended.num_late_signals > 0;
  // One that takes too long counts as lost whatever it saved, and its host is not to blame.
  const bool is_further = !is_late && newest_checkpoint(run) > ended.checkpoint_before;
  const std::set<std::string> hosts = hosts_of(ended.place);
  if (!is_late) trust_.lost(hosts, Clock::now());
  const int64_t retries = sweep_.simulation().state().definition.placement.retries;
  if (losses_.goes_on(key, is_further, retries)) {
    view_.note(name_of(key) + ": lost, goes on again: " + cause);
    return;
  }
  FinishedJob failed =
      finished_job(paths_, ended.job, {.end = JobResult::End::kFailed, .cause = cause});
  if (!is_late) {
    view_.note(name_of(key) + ": lost for the last time: " + cause);
    suspected_.add(hosts, std::move(failed));
    return;
  }
  view_.note(name_of(key) + ": failed: " + cause);
  finished_.push_back(std::move(failed));
}

/// A job came to its end there: what was lost on these hosts alone failed by itself.
void SweepRunner::clear_hosts(const std::set<std::string>& hosts) {
  trust_.sound(hosts);
  // Recorded once their claims are free: until then others could not be told from this process.
  for (FinishedJob& failed : suspected_.cleared_by(hosts)) cleared_.push_back(std::move(failed));
}

/// Records what failed by itself, and forgets what others have taken over since it was lost here.
void SweepRunner::record_cleared() {
  const auto is_settled = [&](auto& job) { return !is_wanted(job) || is_worked_on(paths_, job); };
  suspected_.forget_if(is_settled);
  for (FinishedJob& failed : std::exchange(cleared_, {})) {
    if (!is_settled(failed.job.key)) finished_.push_back(std::move(failed));
  }
  report();
}

/// Once nothing else can show whether the host was to blame: a single job may be, several are not.
void SweepRunner::settle_failures() {
  record_cleared();
  if (!running_.empty() || suspected_.empty() || num_stops_ > 0 || !free_jobs().empty()) return;
  // Other processes may show it yet.
  const auto is_elsewhere = [&](const TrialJob& job) { return is_worked_on(paths_, job.key); };
  if (std::ranges::any_of(sweep_.jobs(), is_elsewhere)) return;
  if (!accepts_losses_ && suspected_.num_in_a_row() > 1) {
    const FinishedJob& last = suspected_.last();
    throw FileError(
        {.what = "one job after the other is lost",
         .where = paths_.log(last.job.key.trial, last.job.key.seed),
         .got = last.result.cause,
         .advice = "At most the first of them is recorded as failed: once the machine is well "
                   "again, go on with `tandem sweep resume " +
                   paths_.root.string() + "`; if the trials are to blame, with --accept-losses."});
  }
  for (FinishedJob& failed : suspected_.take_all()) finished_.push_back(std::move(failed));
  report();
}

/// Throws where nothing but failures is known so far, and several are alike.
void SweepRunner::check_first_trials() const {
  const auto failure = common_failure(sweep_.study());
  if (!failure) return;
  throw ConfigError({.what = "the first trials of the sweep all fail alike",
                     .where = paths_.log(failure->trial, failure->seed),
                     .got = failure->cause,
                     .advice = "That log says why. Correct the sweep's file and begin another "
                               "sweep."});
}

/// Ends all jobs with a checkpoint, as far as they can in time.
void SweepRunner::stop_jobs() {
  for (RunningJob& each : running_) each.child->send(SIGUSR1);
  const Clock::time_point limit = Clock::now() + kSaveLimit;
  // What is left then is killed with its ChildProcess, and its ranks save and stop by themselves.
  while (!running_.empty() && Clock::now() < limit) {
    std::erase_if(running_, [](const RunningJob& each) { return each.child->poll().has_value(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(kPollMilliseconds));
  }
}

void SweepRunner::end_late_jobs() {
  const std::chrono::seconds limit(
      sweep_.simulation().state().definition.placement.timeout_seconds);
  if (limit.count() == 0) return;
  for (RunningJob& each : running_) stop_if_late(each, limit, Clock::now());
}

void SweepRunner::take_signal(int signal) {
  if (signal == SIGCHLD) return;
  if (signal == SIGINT || signal == SIGTERM) ++num_interruptions_;
  // A SIGTERM behind a first request may be Slurm's and does not give up; Ctrl-C is a person's.
  if (num_interruptions_ > 1 || (signal == SIGINT && num_stops_ > 0)) {
    view_.note("giving up: what the trials did since their last checkpoints is lost");
    for (RunningJob& each : running_) give_up(each);
    ++num_stops_;
  } else {
    request_stop("stopping");
  }
}

void SweepRunner::request_stop(const std::string& why) {
  if (num_stops_++ > 0) return;
  view_.note(why + ": every trial that runs saves a checkpoint; press Ctrl-C again to give up");
  for (RunningJob& each : running_) each.child->send(SIGUSR1);
}

void SweepRunner::show() {
  std::vector<JobKey> jobs;
  for (const RunningJob& each : running_) jobs.push_back(each.job.key);
  view_.show(paths_, jobs, sweep_);
}

}  // namespace tandem
