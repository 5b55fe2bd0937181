#include "launch/job/job_outcome.h"

#include <algorithm>
#include <csignal>
#include <functional>
#include <span>

#include "framework/core/shell_words.h"
#include "framework/core/stop_signals.h"
#include "framework/core/text.h"
#include "framework/runs/checkpoint_directory.h"
#include "launch/job/hosts.h"
#include "launch/job/rank_words.h"
#include "launch/job/timed_answer.h"

namespace tandem {
namespace {

class Diagnosis {
 public:
  Diagnosis(const JobEnd& end, const JobRun& run) : end_(end), run_(run) {}

  JobOutcome outcome() const {
    // All ranks diverge together: whatever else the status of one says followed from it.
    if (const RankStatus* rank = first_in(RankState::kDiverged)) {
      return {ExitCode::kDiverged, "diverged at step " + std::to_string(rank->step) + ": " +
                                       rank->message + "\n" + untouched_text() + "\n" +
                                       logs_text()};
    }
    if (is_lost_as_a_whole()) return lost();
    if (const RankStatus* rank = first_failed()) return failed(*rank);
    if (all_in(RankState::kDone)) return done();
    if (all_in(RankState::kStopped) && !was_given_up_unasked()) return stopped();
    // Behind the planned ends, to which a job may have come just before it was given up.
    if (end_.given_up) return given_up();
    if (was_finished()) return done();
    if (ended_with(ExitCode::kStopped)) return unwritten("stopped", ExitCode::kStopped);
    if (ended_with(ExitCode::kDiverged)) return unwritten("diverged", ExitCode::kDiverged);
    if (end_.is_unread) return unread();
    if (ended_with(ExitCode::kInputOutput) && all_were_at_work()) return unsaid_failure();
    return lost();
  }

 private:
  /// By their last words: those that never said one have told what is wrong to the job's output.
  bool all_were_at_work() const {
    return std::ranges::all_of(end_.ranks,
                               [](const auto& rank) { return rank && !rank->is_final(); });
  }

  /// What could not be read or written was not to be said either, as on a disk that is full.
  JobOutcome unsaid_failure() const {
    const auto space = answer_within(kAnswerTime, [directory = run_.directory] {
      std::error_code ignored;  // the size is then the largest of its type
      return std::filesystem::space(directory, ignored).available;
    });
    std::string cause = "a rank could not read or write a file, nor say which";
    if (space && *space != static_cast<uintmax_t>(-1)) {
      cause += " (" + bytes_text(static_cast<int64_t>(*space)) + " free where the run is)";
    }
    return {ExitCode::kInputOutput,
            cause + checkpoint_text() + ".\n" + logs_text() + "\n" + resume_text(), cause};
  }

  const RankStatus* first_where(const std::function<bool(const RankStatus&)>& accepts) const {
    for (const auto& rank : end_.ranks) {
      if (rank && accepts(*rank)) return &*rank;
    }
    return nullptr;
  }
  const RankStatus* first_in(RankState state) const {
    return first_where([&](const RankStatus& rank) { return rank.state == state; });
  }
  bool all_in(RankState state) const {
    return std::all_of(end_.ranks.begin(), end_.ranks.end(),
                       [&](const auto& rank) { return rank && rank->state == state; });
  }

  /// A rank that failed by itself, not by missing a peer.
  const RankStatus* first_culprit() const {
    return first_where([](const RankStatus& rank) {
      return rank.state == RankState::kFailed && rank.exit_code != ExitCode::kRankLost;
    });
  }

  /// Whether the job was given up unasked, for a rank that hung or did not start: what its ranks
  /// save when they are ended for that makes it no stop.
  bool was_given_up_unasked() const {
    return end_.given_up && !end_.given_up->was_asked_to && !end_.was_asked_to_stop;
  }

  /// Whether what started the ranks was lost, or a host: ranks then say that they miss a peer.
  bool is_lost_as_a_whole() const {
    if (first_culprit() != nullptr || end_.given_up) return false;
    if (all_in(RankState::kDone) || all_in(RankState::kStopped)) return false;
    return !end_.lost_host.empty() || (end_.process.signal != 0 && !end_.lost);
  }

  /// The rank whose failure caused the others': one that failed by itself, not by missing a peer.
  /// A rank that missed a peer is the cause only when no peer was ended by a signal.
  const RankStatus* first_failed() const {
    if (const RankStatus* cause = first_culprit()) return cause;
    if (const auto lost = lost_rank()) {
      const auto& status = end_.ranks[*lost];
      if (!status || !status->is_final()) return nullptr;
    }
    return furthest_behind();
  }

  /// Of the ranks that missed a peer the one that the others wait for, or else the first.
  const RankStatus* furthest_behind() const {
    const RankStatus* found = nullptr;
    for (const auto& rank : end_.ranks) {
      if (!rank || rank->state != RankState::kFailed) continue;
      if (found == nullptr || rank->operations < found->operations) found = &*rank;
    }
    return found;
  }

  /// The rank that the launcher saw lost, where it said which. Its process tells it better than its
  /// number: launchers may count ranks in another order.
  std::optional<size_t> lost_rank() const {
    if (!end_.lost) return {};
    const LostRank& lost = *end_.lost;
    if (const auto rank = rank_of_process(lost)) return rank;
    if (!lost.rank || *lost.rank >= end_.ranks.size()) return {};
    return lost.rank;
  }

  /// By number and host: processes of several hosts may have one number.
  std::optional<size_t> rank_of_process(const LostRank& lost) const {
    std::optional<size_t> found;
    for (size_t rank = 0; rank < end_.ranks.size(); ++rank) {
      const auto& status = end_.ranks[rank];
      if (!status || lost.pid == 0 || status->pid != lost.pid) continue;
      if (are_same_host(status->host, lost.host)) return rank;
      // The launcher may know the host by another name.
      if (!found || lost.rank == rank) found = rank;
    }
    return found;
  }

  JobOutcome failed(const RankStatus& rank) const {
    // What is wrong with a configuration or a model would be so after a resume, too.
    const bool resumable =
        rank.exit_code == ExitCode::kRankLost || rank.exit_code == ExitCode::kInputOutput;
    const std::string what =
        "rank " + std::to_string(rank.rank) + " (host " + rank.host + ") failed: " + rank.message;
    return {rank.exit_code == ExitCode::kDone ? ExitCode::kInternal : rank.exit_code,
            what + (resumable ? checkpoint_text() + "." : "") + "\n" + logs_text() +
                (resumable ? "\n" + resume_text() : ""),
            what};
  }

  bool ended_with(ExitCode code) const {
    return end_.process.signal == 0 && ExitCode{end_.process.code} == code;
  }

  /// Whether the training came to its end although not every rank could write its last status: the
  /// job ended well, and the checkpoint of the last step is there.
  bool was_finished() const {
    if (!end_.process.is_success()) return false;
    constexpr std::chrono::minutes kReadTime{5};  // of all its bytes
    const auto limit = end_.is_unread ? kAnswerTime : kReadTime;
    const auto read = [checkpoints = RunPaths{run_.directory}.checkpoints()] {
      return find_checkpoint(checkpoints).step;
    };
    try {
      const auto latest = answer_within(limit, read, is_stop_pending);
      return latest && *latest == run_.steps;
    } catch (const Error&) {
      return false;
    }
  }

  /// A planned end that only the exit code tells.
  JobOutcome unwritten(const std::string& what, ExitCode code) const {
    return {code, what + "; the ranks could not say how far they were.\n" + logs_text() + "\n" +
                      resume_text()};
  }

  /// What the ranks said last cannot be read.
  JobOutcome unread() const {
    // The code says that they came to their end or, under mpirun, that none failed: they may have
    // diverged before they stopped.
    if (end_.process.is_success() && end_.has_code_of_ranks) return done();
    if (end_.process.is_success() && end_.was_asked_to_stop) {
      return unwritten("stopped, unless they diverged", ExitCode::kStopped);
    }
    const std::string cause =
        "how its ranks ended is not known: the directory of the run does not answer, or this "
        "machine has no thread left";
    return {ExitCode::kInputOutput,
            cause + checkpoint_text() + ".\n" + logs_text() + "\n" + resume_text(), cause};
  }

  JobOutcome done() const {
    const auto& rank = end_.ranks.front();
    const bool is_last_word = rank && rank->is_final();
    std::string message =
        "done: " + std::to_string(is_last_word ? rank->step : run_.steps) + " steps\n";
    if (rank) {
      message += measured_text(*rank);
      for (const std::string& file : rank->files) message += "  " + file + "\n";
    }
    message += "  " + run_.directory.string() + "\n";
    if (end_.process.is_success() || end_.had_lingered) return {ExitCode::kDone, message};
    message += "All ranks had finished their work when the job ended with " +
               to_string(end_.process) + "\n";
    // A rank says that it is done when all is on the disk: to be killed then loses nothing.
    if (was_killed()) return {ExitCode::kDone, message};
    return {ExitCode::kInternal, message + logs_text()};
  }

  /// Whether something outside ended the job, and not a mistake of its own.
  bool was_killed() const {
    // A launcher whose rank was ended by a signal ends with the code that a shell would give.
    const int signal = end_.lost ? end_.lost->signal : end_.process.code - 128;
    return end_.given_up || signal == SIGKILL || is_stop(signal);
  }

  JobOutcome stopped() const {
    const RankStatus& rank = *end_.ranks.front();
    return {ExitCode::kStopped, "stopped at step " + std::to_string(rank.step) + " of " +
                                    std::to_string(rank.steps) + checkpoint_text() + ".\n" +
                                    resume_text()};
  }

  JobOutcome given_up() const {
    const auto& rank = end_.ranks.front();
    const bool is_kept = resumable_step().has_value();
    std::string message = "gave up";
    if (rank) message += " at step " + std::to_string(rank->step);
    message += ": " + end_.given_up->reason;
    if (rank) message += checkpoint_text();
    const bool is_stop = end_.given_up->was_asked_to && is_kept;
    return {is_stop ? ExitCode::kStopped : ExitCode::kRankLost,
            message + ".\n" + logs_text() + "\n" + resume_text(), end_.given_up->reason,
            end_.given_up->host};
  }

  JobOutcome lost() const {
    if (!end_.lost_host.empty()) {
      return lost_because("contact with host " + end_.lost_host + " was lost");
    }
    if (end_.process.signal != 0 && !end_.lost) {
      return lost_because(end_.launcher + " was ended by " + to_string(end_.process) +
                          ", and its ranks with it");
    }
    std::vector<size_t> candidates;
    for (size_t rank = 0; rank < end_.ranks.size(); ++rank) {
      if (!end_.ranks[rank] || !end_.ranks[rank]->is_final()) candidates.push_back(rank);
    }
    if (candidates.empty()) candidates.push_back(end_.ranks.size() - 1);
    if (const auto rank = lost_rank()) candidates = {*rank};
    const int signal = end_.lost ? end_.lost->signal : 0;
    for (const size_t rank : candidates) {
      if (end_.ranks[rank]) continue;
      // Where a stop was asked for, whatever ended a rank before its first word cost nothing.
      const bool has_stopped = is_stop(signal) || (signal != 0 && end_.was_asked_to_stop);
      return has_stopped ? stopped_early(rank, signal) : never_started(rank, signal);
    }
    const RankStatus& status = *end_.ranks[candidates.front()];
    const std::string cause =
        (candidates.size() == 1
             ? "rank " + std::to_string(status.rank) + " was lost (" + process_text(status) + ")"
             : "one of these ranks was lost, " + end_.launcher +
                   " did not say which: " + list_of(candidates)) +
        ": " + cause_text(signal);
    const std::string last_report =
        (candidates.size() == 1
             ? "Its last report was of step " + std::to_string(status.step) + operation_text(status)
             : "Their last report was of step " + std::to_string(status.step)) +
        checkpoint_text() + ".\n";
    const size_t largest = *std::ranges::max_element(
        candidates, {}, [this](size_t rank) { return end_.ranks[rank]->peak_bytes; });
    return {ExitCode::kRankLost,
            cause + "\n" + last_report + memory_hint(signal, &*end_.ranks[largest]) + logs_text() +
                "\n" + resume_text(),
            cause};
  }

  /// The job as a whole was lost, whatever became of each rank.
  JobOutcome lost_because(const std::string& cause) const {
    std::string message = cause;
    if (const auto& rank = end_.ranks.front()) {
      message += "; the last report was of step " + std::to_string(rank->step) + checkpoint_text();
    }
    return {ExitCode::kRankLost, message + ".\n" + logs_text() + "\n" + resume_text(), cause,
            end_.lost_host};
  }

  std::string list_of(const std::vector<size_t>& ranks) const {
    constexpr size_t kMostShown = 16;
    const auto shown = std::span(ranks).first(std::min(ranks.size(), kMostShown));
    const std::string list = joined(shown, [this](size_t rank) {
      const RankStatus& status = *end_.ranks[rank];
      return "rank " + std::to_string(rank) + " (" + process_text(status) + operation_text(status) +
             ")";
    });
    return list + (ranks.size() > kMostShown ? ", …" : "");
  }

  static bool is_stop(int signal) {
    return std::ranges::find(kStopSignals, signal) != kStopSignals.end();
  }

  /// A rank was asked to end before it could heed that: nothing was done that could be lost.
  JobOutcome stopped_early(size_t rank, int signal) const {
    return {ExitCode::kStopped, "stopped before rank " + std::to_string(rank) + " reported: " +
                                    cause_text(signal) + "\n" + logs_text() + "\n" + resume_text()};
  }

  JobOutcome never_started(size_t rank, int signal) const {
    constexpr size_t kShownBytes = 2000;
    const size_t begin = end_.output.size() - std::min(end_.output.size(), kShownBytes);
    const std::string cause =
        "the job ended before rank " + std::to_string(rank) + " reported: " + cause_text(signal);
    std::string message = cause + "\n" + memory_hint(signal, nullptr);
    if (!end_.output.empty()) message += end_.output.substr(begin) + "\n";
    // A lone rank ends with a code of its own; that of a launcher may be any.
    const bool is_known = end_.ranks.size() == 1 && has_error_code(end_.process);
    return {is_known ? ExitCode{end_.process.code} : ExitCode::kRankLost, message + logs_text(),
            cause};
  }

  std::string cause_text(int signal) const {
    if (signal != 0)
      return "ended by " + to_string(ProcessEnd{.code = 128 + signal, .signal = signal});
    return "the job ended with " + to_string(end_.process);
  }

  /// Of the newest checkpoint, which may have taken its place after rank 0 last said of one.
  std::optional<int64_t> resumable_step() const {
    if (!newest_) {
      const auto checkpoints = RunPaths{run_.directory}.checkpoints();
      newest_ = answer_within(kAnswerTime, [checkpoints] {
                  return believed_checkpoint(checkpoints);
                }).value_or(std::nullopt);
    }
    std::optional<int64_t> newest = *newest_;
    for (const auto& rank : end_.ranks) {
      if (rank) newest = std::max(newest, rank->resumable_step);
    }
    return newest;
  }

  std::string checkpoint_text() const {
    const auto step = resumable_step();
    return step ? "; the newest checkpoint is of step " + std::to_string(*step)
                : "; there is no checkpoint yet";
  }

  /// What a divergence left, in a sentence.
  std::string untouched_text() const {
    const auto step = resumable_step();
    return step ? "The newest checkpoint, of step " + std::to_string(*step) + ", is untouched."
                : "There is no checkpoint yet.";
  }

  std::string resume_text() const {
    return "Continue with: " + shell_line({run_.program, "resume", run_.directory.string()});
  }

  std::string logs_text() const {
    return "Logs are in " + RunPaths{run_.directory}.logs().string();
  }

  const JobEnd& end_;
  const JobRun& run_;
  // What the directory says of it, which is waited for once.
  mutable std::optional<std::optional<int64_t>> newest_;
};

/// Whether rank 0 had brought the run back to the checkpoint that it was to go on from.
bool has_begun(const RankStatus& first) {
  const bool has_ended_early =
      first.state == RankState::kStarting || first.state == RankState::kFailed;
  return !has_ended_early || first.resumable_step.has_value();
}

}  // namespace

JobOutcome outcome_of(const JobEnd& end, const JobRun& run) {
  JobOutcome outcome = Diagnosis(end, run).outcome();
  outcome.message = printable(outcome.message);
  outcome.cause = printable_line(outcome.cause.substr(0, outcome.cause.find('\n')));
  outcome.was_asked_to_stop = end.was_asked_to_stop;
  outcome.had_begun = !end.ranks.empty() && end.ranks.front() && has_begun(*end.ranks.front());
  return outcome;
}

}  // namespace tandem
