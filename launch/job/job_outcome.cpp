#include "launch/job/job_outcome.h"

#include <algorithm>
#include <csignal>
#include <functional>
#include <span>

#include "framework/core/error.h"
#include "framework/core/text.h"
#include "framework/runs/checkpoint_directory.h"
#include "launch/job/mpirun_command.h"

namespace tandem {
namespace {

constexpr int kRankLost = static_cast<int>(ExitCode::kRankLost);

class Judge {
 public:
  Judge(const JobEnd& end, const JudgedRun& run, const std::string& program)
      : end_(end), run_(run), program_(program) {}

  JobOutcome decide() const {
    if (const RankStatus* rank = first_in("diverged")) {
      return {static_cast<int>(ExitCode::kDiverged),
              "diverged at step " + std::to_string(rank->step) + ": " + rank->message +
                  "\nThe last checkpoint is untouched" + checkpoint_text(*rank) +
                  ".\nTry a smaller learning rate or gradient clipping, in a new run.\n" +
                  logs_text()};
    }
    if (const RankStatus* rank = first_failed()) return failed(*rank);
    if (all_in("done")) return done();
    if (all_in("stopped")) return stopped();
    if (end_.was_given_up) return given_up();
    if (was_finished()) return done();
    if (ended_with(ExitCode::kStopped)) return unwritten("stopped", ExitCode::kStopped);
    if (ended_with(ExitCode::kDiverged)) return unwritten("diverged", ExitCode::kDiverged);
    return lost();
  }

 private:
  const RankStatus* first_where(const std::function<bool(const RankStatus&)>& accepts) const {
    for (const auto& rank : end_.ranks) {
      if (rank && accepts(*rank)) return &*rank;
    }
    return nullptr;
  }
  const RankStatus* first_in(const std::string& state) const {
    return first_where([&](const RankStatus& rank) { return rank.state == state; });
  }
  bool all_in(const std::string& state) const {
    return std::all_of(end_.ranks.begin(), end_.ranks.end(),
                       [&](const auto& rank) { return rank && rank->state == state; });
  }

  /// The rank whose failure caused the others': one that failed by itself, not by missing a peer.
  /// A rank that missed a peer is the cause only when no peer was ended by a signal.
  const RankStatus* first_failed() const {
    const RankStatus* cause = first_where([](const RankStatus& rank) {
      return rank.state == "failed" && rank.exit_code != kRankLost;
    });
    if (cause != nullptr) return cause;
    const auto signalled = find_signalled_rank(end_.output);
    const bool is_known = signalled && static_cast<size_t>(signalled->rank) < end_.ranks.size();
    if (is_known) {
      const auto& status = end_.ranks[static_cast<size_t>(signalled->rank)];
      if (!status || !status->is_final()) return nullptr;
    }
    return first_in("failed");
  }

  JobOutcome failed(const RankStatus& rank) const {
    const bool resumable =
        rank.exit_code == kRankLost || rank.exit_code == static_cast<int>(ExitCode::kInputOutput);
    return {rank.exit_code == 0 ? static_cast<int>(ExitCode::kInternal) : rank.exit_code,
            "rank " + std::to_string(rank.rank) + " (host " + rank.host + ") failed: " +
                rank.message + "\n" + logs_text() + (resumable ? "\n" + resume_text() : "")};
  }

  bool ended_with(ExitCode code) const {
    return end_.process.signal == 0 && end_.process.code == static_cast<int>(code);
  }

  /// Whether the training came to its end although not every rank could write its last status: the
  /// job ended well, and the checkpoint of the last step is there.
  bool was_finished() const {
    if (!end_.process.is_success()) return false;
    try {
      return latest_checkpoint(RunPaths{run_.directory}.checkpoints()) == run_.steps;
    } catch (const Error&) {
      return false;
    }
  }

  /// A planned end that only the exit code tells.
  JobOutcome unwritten(const std::string& what, ExitCode code) const {
    return {static_cast<int>(code), what + "; the ranks could not write how far they were.\n" +
                                        logs_text() + "\n" + resume_text()};
  }

  JobOutcome done() const {
    const auto& rank = end_.ranks.front();
    const bool is_last_word = rank && rank->is_final();
    std::string message =
        "done: " + std::to_string(is_last_word ? rank->step : run_.steps) + " steps\n";
    if (rank) {
      for (const std::string& file : rank->files) message += "  " + file + "\n";
    }
    message += "  " + run_.directory.string() + "\n";
    if (end_.process.is_success() || end_.had_lingered) return {0, message};
    return {static_cast<int>(ExitCode::kInternal),
            message + "All ranks finished their work, yet the job ended with " +
                to_string(end_.process) + "\n" + logs_text()};
  }

  JobOutcome stopped() const {
    const RankStatus& rank = *end_.ranks.front();
    return {static_cast<int>(ExitCode::kStopped),
            "stopped at step " + std::to_string(rank.step) + " of " + std::to_string(rank.steps) +
                checkpoint_text(rank) + ".\n" + resume_text()};
  }

  JobOutcome given_up() const {
    std::string message = "gave up";
    if (end_.ranks.front()) {
      message += " at step " + std::to_string(end_.ranks.front()->step) +
                 checkpoint_text(*end_.ranks.front());
    }
    return {static_cast<int>(ExitCode::kStopped), message + ".\n" + resume_text()};
  }

  JobOutcome lost() const {
    const auto signalled = find_signalled_rank(end_.output);
    std::vector<size_t> candidates;
    for (size_t rank = 0; rank < end_.ranks.size(); ++rank) {
      if (!end_.ranks[rank] || !end_.ranks[rank]->is_final()) candidates.push_back(rank);
    }
    if (candidates.empty()) candidates.push_back(end_.ranks.size() - 1);
    int signal = signal_of(end_.process);
    if (signalled && static_cast<size_t>(signalled->rank) < end_.ranks.size()) {
      candidates = {static_cast<size_t>(signalled->rank)};
      signal = signalled->signal;
    }
    for (const size_t rank : candidates) {
      if (!end_.ranks[rank]) return never_started(rank, signal);
    }
    const RankStatus& status = *end_.ranks[candidates.front()];
    // The notice that names the rank can get lost on its way through mpirun.
    std::string message =
        candidates.size() == 1
            ? "rank " + std::to_string(status.rank) + " was lost (" + process_text(status) + ")"
            : "one of these ranks was lost, mpirun did not say which: " + list_of(candidates);
    message += ": " + cause_text(signal) + "\n" + (candidates.size() == 1 ? "Its" : "Their") +
               " last report was of step " + std::to_string(status.step) + checkpoint_text(status) +
               ".\n";
    return {kRankLost, message + memory_hint(signal) + logs_text() + "\n" + resume_text()};
  }

  static std::string process_text(const RankStatus& status) {
    return "host " + status.host + ", pid " + std::to_string(status.pid);
  }

  std::string list_of(const std::vector<size_t>& ranks) const {
    constexpr size_t kMostShown = 16;
    const auto shown = std::span(ranks).first(std::min(ranks.size(), kMostShown));
    const std::string list = joined(shown, [this](size_t rank) {
      return "rank " + std::to_string(rank) + " (" + process_text(*end_.ranks[rank]) + ")";
    });
    return list + (ranks.size() > kMostShown ? ", …" : "");
  }

  /// The signal that a process died of, as mpirun passes that of a rank on in its exit code; 0:
  /// none.
  static int signal_of(const ProcessEnd& end) {
    constexpr int kSignalBase = 128;
    if (end.signal != 0) return end.signal;
    return end.code == kSignalBase + SIGKILL || end.code == kSignalBase + SIGSEGV
               ? end.code - kSignalBase
               : 0;
  }

  JobOutcome never_started(size_t rank, int signal) const {
    constexpr size_t kShownBytes = 2000;
    const size_t begin = end_.output.size() - std::min(end_.output.size(), kShownBytes);
    std::string message = "the job ended before rank " + std::to_string(rank) +
                          " reported: " + cause_text(signal) + "\n" + memory_hint(signal);
    if (!end_.output.empty()) message += end_.output.substr(begin) + "\n";
    const bool ran_alone = end_.ranks.size() == 1 && end_.process.signal == 0;
    const bool known_code = ran_alone && end_.process.code >= static_cast<int>(ExitCode::kUsage) &&
                            end_.process.code <= static_cast<int>(ExitCode::kDiverged);
    return {known_code ? end_.process.code : kRankLost, message + logs_text()};
  }

  std::string cause_text(int signal) const {
    if (signal != 0)
      return "ended by " + to_string(ProcessEnd{.code = 128 + signal, .signal = signal});
    return "the job ended with " + to_string(end_.process);
  }

  static std::string memory_hint(int signal) {
    if (signal != SIGKILL) return "";
    return "Signal 9 often means that the machine ran out of memory (the kernel log says so): use "
           "a smaller batch.size or data.resident_bytes, or fewer ranks a machine.\n";
  }

  static std::string checkpoint_text(const RankStatus& rank) {
    if (!rank.resumable_step) return "; there is no checkpoint yet";
    return "; the newest checkpoint is of step " + std::to_string(*rank.resumable_step);
  }

  std::string resume_text() const {
    return "Continue with: " + shell_line({program_, "resume", run_.directory.string()});
  }

  std::string logs_text() const {
    return "Logs are in " + RunPaths{run_.directory}.logs().string();
  }

  const JobEnd& end_;
  const JudgedRun& run_;
  const std::string& program_;
};

}  // namespace

JobOutcome judge_job(const JobEnd& end, const JudgedRun& run, const std::string& program) {
  JobOutcome outcome = Judge(end, run, program).decide();
  outcome.message = printable(outcome.message);
  return outcome;
}

}  // namespace tandem
