// Watches over a job from its start to its end: progress, stop requests, giving up. What the end
// means is decided by job_outcome.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/core/descriptor.h"
#include "framework/runs/rank_status.h"
#include "framework/runs/run_paths.h"
#include "launch/job/job_launcher.h"
#include "launch/job/progress.h"
#include "launch/job/status_reader.h"
#include "launch/job/timed_answer.h"

namespace tandem {

/// Why a job was ended before it had come to its end.
struct GivenUp {
  bool was_asked_to = false;  // by the user, or for lack of the time that the user gave it
  std::string reason;
  std::string host = {};  // the machine whose rank is the reason; empty: none is
};

/// How a job ended, as far as it was seen from outside.
struct JobEnd {
  ProcessEnd process;
  /// What the ranks were started by, and the rank that it saw lost.
  std::string launcher;
  std::optional<LostRank> lost;
  std::string lost_host;  // the machine with which it lost contact; empty: none
  std::optional<GivenUp> given_up;
  bool was_asked_to_stop = false;
  /// Every rank had ended as planned, yet the process had to be ended.
  bool had_lingered = false;
  /// The file system of the run did not answer, or there was no thread left to ask it: what the
  /// ranks said last is not known.
  bool is_unread = false;
  /// The process ends with the exit code of its ranks; else with 0 where they stopped, too.
  bool has_code_of_ranks = false;
  /// Last status of each rank; nothing for a rank that never wrote one.
  std::vector<std::optional<RankStatus>> ranks;
  /// What the launcher and the ranks printed.
  std::string output;
};

/// How long a job may take for what does not depend on its work; nothing: as long as it likes.
struct JobLimits {
  /// Until every rank has reported, from the start of the job.
  std::optional<std::chrono::seconds> start = std::nullopt;
  /// From a request to stop to the end.
  std::optional<std::chrono::seconds> grace = std::nullopt;
  /// Without a word of a rank, whatever it does: it reports again and again where this is set.
  std::optional<std::chrono::seconds> silence = std::nullopt;
  /// From the planned end of all ranks to that of the process: launchers now and then miss the end
  /// of ranks that were quick.
  std::chrono::seconds end{30};
  /// Until the file system of the run answers: then it is said that it does not, and at the end of
  /// the job what is known of it has to do. There the files of many ranks are given more.
  std::chrono::seconds answer = kAnswerTime;
};

/// Runs one job to its end. A stop signal is passed on once, by the launcher, as soon as every rank
/// has written a status: before that a rank has no handler and would die of it. A SIGINT behind any
/// of them gives up, and so do a second SIGTERM and a limit that is passed; time in which this
/// process itself was stopped does not count. If something else ends the launcher, the ranks that
/// it leaves get a moment to end by themselves. What a rank of another start writes does not count.
/// All of that goes on where the file system of the run does not answer, with what was known
/// before; but for the silence of ranks of other hosts, which may go on there: their own watches
/// end them where they do not.
class Supervisor {
 public:
  /// `launcher` and `progress` outlive it.
  Supervisor(RunPaths paths, const JobLauncher& launcher, Progress& progress, JobLimits limits)
      : paths_(std::move(paths)),
        launcher_(launcher),
        progress_(progress),
        limits_(limits),
        reader_(paths_) {}

  /// Starts the job and returns when it has ended. `output`: the log of the run; to open it may
  /// take long.
  JobEnd run(const Job& job, Descriptor output);

 private:
  using Clock = std::chrono::steady_clock;

  /// What is known of a rank.
  struct SeenRank {
    std::optional<RankStatus> status;
    std::optional<RankStatus> written;  // in its own file
    Clock::time_point since;            // its present words are known
  };

  JobEnd seen_end(const ProcessEnd& process, bool is_read, const std::string& output);
  bool cannot_be_ended(ChildProcess& child);
  void watch(ChildProcess& child);
  void take_signal(int signal, ChildProcess& child);
  void pass_on_stop(ChildProcess& child);
  void keep_limits(ChildProcess& child);
  void give_up(ChildProcess& child, const GivenUp& why);
  void end_lingering(ChildProcess& child);
  bool read_ranks();
  std::optional<StatusReader::Statuses> statuses_until(Clock::time_point end,
                                                       const std::vector<size_t>& ranks);
  void read_ranks_in_turns(size_t num_turns);
  bool take_statuses(const std::optional<StatusReader::Statuses>& statuses);
  void take_status(const RankStatus& status, SeenRank& seen, Clock::time_point now);
  void take_beat(const RankBeat& beat, const RankStatus& speaker, Clock::time_point now);
  void skip_own_silence(Clock::time_point now);
  bool is_unanswered() const;
  void tell_if_unanswered();
  const SeenRank* silent_rank(Clock::time_point now) const;
  bool all_ranks_are_there() const;
  bool all_ranks_have_ended() const;

  RunPaths paths_;
  const JobLauncher& launcher_;
  Progress& progress_;
  JobLimits limits_;
  StatusReader reader_;
  std::string token_;  // of the job
  std::vector<SeenRank> ranks_;
  size_t turn_ = 0;
  Clock::time_point started_;
  Clock::time_point last_look_;
  int num_interruptions_ = 0;  // SIGINT and SIGTERM
  std::optional<Clock::time_point> stop_requested_;
  std::optional<GivenUp> given_up_;
  std::optional<Clock::time_point> ending_since_;  // the launcher was told to end all
  std::optional<Clock::time_point> ranks_ended_;
  bool had_lingered_ = false;
  bool is_told_ = false;  // that the file system does not answer
  bool stop_was_passed_on_ = false;
  std::optional<Clock::time_point> killed_;
};

}  // namespace tandem
