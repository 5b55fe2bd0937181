#include "launch/job/supervisor.h"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <numeric>
#include <sstream>
#include <system_error>
#include <utility>

#include "framework/core/process.h"
#include "framework/core/stop_signals.h"
#include "framework/core/text.h"
#include "launch/job/orphans.h"
#include "launch/job/stop_signals.h"
#include "launch/job/timed_answer.h"

namespace tandem {
namespace {

constexpr int kPollMilliseconds = 100;
// How long the answer of a file system is waited for in a look; else it counts in a later one.
constexpr std::chrono::milliseconds kLookTime{100};
constexpr size_t kMostReads = 64;  // of files of ranks, each time
// What the file of a rank may take beside the time of an answer, where many are read at once.
constexpr std::chrono::milliseconds kTimeOfRank{20};
constexpr std::chrono::seconds kKillAfter{10};
// From SIGKILL to the end of a process, which has none while it is in a system call that does not
// return.
constexpr std::chrono::seconds kDeathTime{10};
constexpr std::chrono::seconds kOrphanTime{5};
// A process that cannot be ended is as good as killed.
constexpr ProcessEnd kKilled{.code = 128 + SIGKILL, .signal = SIGKILL};

// Where more time lies between two looks, this process was stopped.
constexpr std::chrono::seconds kLongestLook{2};

/// Whether a rank that waits for ever is found by its own watch, which has begun where there was a
/// beat.
bool has_watch(const RankStatus& status) {
  return status.state != RankState::kStarting || status.beats > 0;
}

/// Whether a rank of this machine goes on although nothing is heard of it: its status cannot be
/// written, for lack of space perhaps. One that waits for others looks the same.
bool is_certainly_at_work(const RankStatus& status) {
  if (!has_watch(status) || status.host != host_name()) return false;
  const char state = process_state(status.pid);
  return state == 'R' || state == 'S';
}

std::string seconds_text(std::chrono::seconds seconds) {
  return std::to_string(seconds.count()) + " s";
}

std::string silence_text(const RankStatus& status, std::chrono::seconds silence) {
  const std::string start = "rank " + std::to_string(status.rank) + " (host " + status.host +
                            ", pid " + std::to_string(status.pid) + ") has said nothing for " +
                            seconds_text(silence) + ", and was ";
  if (status.state == RankState::kStarting) {
    return start +
           "starting: its device, other ranks or a file system keep it waiting, or its "
           "process is stopped, or its host is";
  }
  return start + "at step " + std::to_string(status.step) +
         " before: its process is stopped, or its host is";
}

uintmax_t size_or_none(const std::filesystem::path& path) {
  std::error_code error;
  const uintmax_t size = std::filesystem::file_size(path, error);
  return error ? 0 : size;
}

/// What was appended to a file since it had `begin` bytes, at most the last 64 KiB.
std::string read_tail(const std::filesystem::path& path, uintmax_t begin) {
  constexpr uintmax_t kMaxBytes = 64 << 10;
  const uintmax_t size = size_or_none(path);
  if (size <= begin) return "";
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(std::max(begin, size - std::min(size, kMaxBytes))));
  std::ostringstream text;
  text << file.rdbuf();
  return printable(text.str());
}

}  // namespace

JobEnd Supervisor::run(const Job& job, Descriptor output) {
  token_ = job.token;
  ranks_.resize(static_cast<size_t>(job.ranks));
  const StopSignals signals;
  // Made before the child: it tells what that leaves behind from children of before.
  Orphans orphans;
  const std::filesystem::path log = paths_.output_log();
  // The file goes on from start to start; only what this one prints is looked at.
  const uintmax_t output_begin =
      answer_within(limits_.answer, [log] { return size_or_none(log); }).value_or(0);
  started_ = last_look_ = Clock::now();
  // If this process dies, its ranks are asked to stop with a checkpoint.
  ChildProcess child(launcher_.arguments(job), output, {.end_signal = launcher_.stop_signal()});
  // To close it may take as long as to open it.
  begin_call([log_of_child = std::move(output)]() mutable { log_of_child.close(); });
  while (!child.poll() && !cannot_be_ended(child)) {
    if (const auto signal = signals.wait(kPollMilliseconds)) take_signal(*signal, child);
    watch(child);
  }
  const std::optional<ProcessEnd> end = child.poll();
  if (end && orphans.end(kOrphanTime) > 0) {
    progress_.note("ranks that outlived their launcher were ended");
  }
  // When nothing goes on any more that could still write a status.
  const bool is_read = read_ranks();
  if (ranks_.front().status && !given_up_) progress_.show(*ranks_.front().status, Clock::now());
  progress_.finish();
  const std::string said = answer_within(limits_.answer, [log, output_begin] {
                             return read_tail(log, output_begin);
                           }).value_or("");
  return seen_end(end.value_or(kKilled), is_read, said);
}

/// `is_read`: what the ranks said last is known.
JobEnd Supervisor::seen_end(const ProcessEnd& process, bool is_read, const std::string& output) {
  JobEnd end{.process = process,
             .launcher = launcher_.name(),
             .lost = launcher_.find_lost_rank(process, output),
             .lost_host = launcher_.find_lost_host(output),
             .given_up = given_up_,
             .was_asked_to_stop = stop_requested_.has_value(),
             .had_lingered = had_lingered_,
             .is_unread = !is_read,
             .has_code_of_ranks = ranks_.size() == 1 || launcher_.passes_on_codes(),
             .ranks = {},
             .output = output};
  for (SeenRank& rank : ranks_) end.ranks.push_back(std::move(rank.status));
  return end;
}

void Supervisor::watch(ChildProcess& child) {
  skip_own_silence(Clock::now());
  read_ranks_in_turns(1 + ranks_.size() / kMostReads);
  tell_if_unanswered();
  if (ranks_.front().status) progress_.show(*ranks_.front().status, Clock::now());
  if (ending_since_) {
    // A launcher ends its ranks within about a second; this is for one that hangs itself.
    if (!killed_ && Clock::now() - *ending_since_ > kKillAfter) {
      killed_ = Clock::now();
      child.send(SIGKILL);
    }
    return;
  }
  pass_on_stop(child);
  keep_limits(child);
  end_lingering(child);
}

/// Whether it is in vain to wait for the end of what was killed; then it is left alone.
bool Supervisor::cannot_be_ended(ChildProcess& child) {
  if (!killed_ || Clock::now() - *killed_ < kDeathTime) return false;
  child.leave();
  progress_.note("process " + std::to_string(child.pid()) +
                 " is left alone: it was killed, and is in a system call that does not return");
  return true;
}

void Supervisor::take_signal(int signal, ChildProcess& child) {
  if (signal == SIGCHLD) return;
  // A scheduler may send the other ones more than once.
  if (signal == SIGINT || signal == SIGTERM) ++num_interruptions_;
  if (!stop_requested_) {
    stop_requested_ = Clock::now();
    read_ranks_in_turns(1);
    progress_.note(all_ranks_are_there()
                       ? "stopping after this step; press Ctrl-C again to give up"
                       : "stopping as soon as every rank has started; press Ctrl-C again to give "
                         "up");
    return;
  }
  // A SIGTERM behind another signal may be a scheduler's; Ctrl-C is a person's.
  if (num_interruptions_ > 1 || signal == SIGINT) {
    give_up(child, {.was_asked_to = true, .reason = "it was asked to stop twice"});
  }
}

void Supervisor::pass_on_stop(ChildProcess& child) {
  if (!stop_requested_ || stop_was_passed_on_ || !all_ranks_are_there()) return;
  stop_was_passed_on_ = true;
  child.send(launcher_.stop_signal());
}

void Supervisor::keep_limits(ChildProcess& child) {
  const auto now = Clock::now();
  if (stop_requested_ && limits_.grace && now - *stop_requested_ > *limits_.grace) {
    give_up(child, {.was_asked_to = true,
                    .reason = "it did not stop within " + seconds_text(*limits_.grace)});
  } else if (limits_.start && !all_ranks_are_there() && now - started_ > *limits_.start) {
    std::vector<size_t> missing;
    for (size_t rank = 0; rank < ranks_.size(); ++rank) {
      if (!ranks_[rank].status) missing.push_back(rank);
    }
    give_up(child, {.reason = "of " + std::to_string(missing.size()) + " of " +
                              std::to_string(ranks_.size()) + " ranks (the first: rank " +
                              std::to_string(missing.front()) + ") nothing was heard within " +
                              seconds_text(*limits_.start) + " of the start"});
  } else if (const SeenRank* rank = silent_rank(now)) {
    const auto silence = std::chrono::duration_cast<std::chrono::seconds>(now - rank->since);
    give_up(child, {.reason = silence_text(*rank->status, silence), .host = rank->status->host});
  }
}

void Supervisor::give_up(ChildProcess& child, const GivenUp& why) {
  if (given_up_) return;
  given_up_ = why;
  if (is_unanswered()) given_up_->reason += ", and the directory of the run does not answer";
  ending_since_ = Clock::now();
  progress_.note("giving up, " + given_up_->reason +
                 ": what was done since the last checkpoint is lost");
  launcher_.give_up(child);
}

void Supervisor::end_lingering(ChildProcess& child) {
  if (ending_since_ || !all_ranks_have_ended()) return;
  if (!ranks_ended_) ranks_ended_ = Clock::now();
  if (Clock::now() - *ranks_ended_ < limits_.end) return;
  had_lingered_ = true;
  ending_since_ = Clock::now();
  launcher_.give_up(child);
}

/// All of them as they are now; false where there is no answer in time.
bool Supervisor::read_ranks() {
  std::vector<size_t> all(ranks_.size());
  std::iota(all.begin(), all.end(), size_t{0});
  const auto end = Clock::now() + limits_.answer + std::ssize(all) * kTimeOfRank;
  // What was asked before is older.
  if (reader_.waits_since() && !take_statuses(statuses_until(end, all))) return false;
  return take_statuses(statuses_until(end, all));
}

/// Nothing where they do not come before `end`, which is sooner where a stop is asked for.
std::optional<StatusReader::Statuses> Supervisor::statuses_until(Clock::time_point end,
                                                                 const std::vector<size_t>& ranks) {
  for (;;) {
    auto statuses = reader_.read(ranks, kLookTime);
    if (statuses || !reader_.waits_since()) return statuses;
    if (is_stop_pending()) end = std::min(end, Clock::now() + limits_.answer);
    if (Clock::now() >= end) return std::nullopt;
  }
}

/// One of `num_turns` parts of the ranks, and those that speak for others.
void Supervisor::read_ranks_in_turns(size_t num_turns) {
  // While an answer is waited for nothing is asked, and no turn passes.
  if (!reader_.waits_since()) turn_ = (turn_ + 1) % num_turns;
  std::vector<size_t> wanted;
  for (size_t rank = 0; rank < ranks_.size(); ++rank) {
    const auto& written = ranks_[rank].written;
    const bool speaks = rank == 0 || (written && !written->neighbours.empty());
    if (speaks || rank % num_turns == turn_) wanted.push_back(rank);
  }
  take_statuses(reader_.read(wanted, kLookTime));
}

/// False where there is none to take.
bool Supervisor::take_statuses(const std::optional<StatusReader::Statuses>& statuses) {
  if (!statuses) return false;
  const auto now = Clock::now();
  for (const auto& [rank, status] : *statuses) take_status(status, ranks_[rank], now);
  // Last: what a rank wrote itself may be older than what another says of it.
  for (const SeenRank& rank : ranks_) {
    if (!rank.written) continue;
    for (const RankBeat& beat : rank.written->neighbours) take_beat(beat, *rank.written, now);
  }
  return true;
}

void Supervisor::take_status(const RankStatus& status, SeenRank& seen, Clock::time_point now) {
  // A word of an earlier start may come late, from a host that was lost.
  if (status.token != token_) return;
  if (seen.written && *seen.written == status) return;
  seen = {.status = status, .written = status, .since = now};
}

/// Whether the file system of the run does not answer.
bool Supervisor::is_unanswered() const {
  const auto since = reader_.waits_since();
  return since && Clock::now() - *since >= limits_.answer;
}

void Supervisor::tell_if_unanswered() {
  if (!is_unanswered()) {
    is_told_ = false;
    return;
  }
  if (std::exchange(is_told_, true)) return;
  progress_.note("the directory of the run has not answered for " + seconds_text(limits_.answer) +
                 ": how far its ranks are cannot be seen");
}

void Supervisor::take_beat(const RankBeat& beat, const RankStatus& speaker, Clock::time_point now) {
  if (!std::in_range<size_t>(beat.rank) || static_cast<size_t>(beat.rank) >= ranks_.size()) return;
  SeenRank& seen = ranks_[static_cast<size_t>(beat.rank)];
  if (!seen.status || seen.status->is_final()) return;
  RankStatus next = *seen.status;
  // A last word is of the speaker alone.
  if (!speaker.is_final()) next.state = speaker.state;
  next.step = beat.step;
  next.operations = beat.operations;
  next.operation = beat.operation;
  next.beats = beat.beats;
  next.peak_bytes = beat.peak_bytes;
  if (next == *seen.status) return;
  seen.status = next;
  seen.since = now;
}

/// Time in which nobody could be heard here. A job that is suspended as a whole, or a machine that
/// sleeps, is no job that hangs; and the file system of the run may answer where the ranks are.
void Supervisor::skip_own_silence(Clock::time_point now) {
  const auto time = now - std::exchange(last_look_, now);
  const auto pause = std::max(time - kLongestLook, Clock::duration::zero());
  started_ += pause;
  const bool is_deaf = is_unanswered();
  for (SeenRank& rank : ranks_) {
    // Ranks that cannot go on without the file system end themselves, and with them the job.
    const bool is_excused =
        is_deaf && rank.status && has_watch(*rank.status) && rank.status->host != host_name();
    rank.since += is_excused ? time : pause;
  }
}

const Supervisor::SeenRank* Supervisor::silent_rank(Clock::time_point now) const {
  if (!limits_.silence) return nullptr;
  for (const SeenRank& rank : ranks_) {
    if (!rank.status || rank.status->is_final()) continue;
    // A rank that starts does not report again and again yet.
    const bool starts = rank.status->state == RankState::kStarting;
    const auto limit = starts ? limits_.start : limits_.silence;
    if (!limit || now - rank.since <= *limit) continue;
    if (!is_certainly_at_work(*rank.status)) return &rank;
  }
  return nullptr;
}

bool Supervisor::all_ranks_are_there() const {
  return std::all_of(ranks_.begin(), ranks_.end(),
                     [](const SeenRank& rank) { return rank.status.has_value(); });
}

bool Supervisor::all_ranks_have_ended() const {
  return std::all_of(ranks_.begin(), ranks_.end(),
                     [](const SeenRank& rank) { return rank.status && rank.status->is_final(); });
}

}  // namespace tandem
