#include "launch/job/job_outcome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <optional>
#include <string>
#include <utility>

#include "framework/runs/checkpoint_writer.h"
#include "framework/runs/run_directory.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

RankStatus status_of(int rank, RankState state, ExitCode exit_code = ExitCode::kDone) {
  RankStatus status;
  status.rank = rank;
  status.state = state;
  status.host = "h" + std::to_string(rank);
  status.pid = 100 + rank;
  status.step = 7;
  status.steps = 10;
  status.exit_code = exit_code;
  status.message = "because " + std::to_string(rank);
  return status;
}

JobOutcome judge(const JobEnd& end) {
  return outcome_of(end, {.directory = "runs/x", .steps = 10, .program = "tandem"});
}

JobEnd end_of(std::vector<std::optional<RankStatus>> ranks, int code = 0) {
  JobEnd end;
  end.ranks = std::move(ranks);
  end.process.code = code;
  end.launcher = "mpirun";
  return end;
}

TEST(JobOutcome, DoneNamesTheFiles) {
  RankStatus first = status_of(0, RankState::kDone);
  first.files = {"a.png", "b.png"};
  const JobOutcome outcome = judge(end_of({first, status_of(1, RankState::kDone)}));
  EXPECT_EQ(outcome.exit_code, ExitCode::kDone);
  EXPECT_THAT(outcome.message, AllOf(HasSubstr("a.png"), HasSubstr("b.png"), HasSubstr("runs/x")));
}

TEST(JobOutcome, HowRanksEndedOfWhichNothingCanBeReadIsNotKnown) {
  RankStatus rank = status_of(0, RankState::kTraining);
  rank.resumable_step = 5;
  JobEnd end = end_of({rank}, 0);
  end.is_unread = true;
  const JobOutcome outcome = judge(end);
  EXPECT_EQ(outcome.exit_code, ExitCode::kInputOutput);
  EXPECT_THAT(outcome.message, AllOf(HasSubstr("the directory of the run does not answer, or"),
                                     HasSubstr("checkpoint is of step 5"), HasSubstr("resume")));
  end.process.code = 75;
  EXPECT_EQ(judge(end).exit_code, ExitCode::kStopped) << "which a lone rank tells by its code";
}

TEST(JobOutcome, AFailureThatCouldNotBeWrittenIsOneOfFiles) {
  RankStatus rank = status_of(0, RankState::kTraining);
  rank.resumable_step = 5;
  const JobOutcome outcome = judge(end_of({rank, rank}, 74));
  EXPECT_EQ(outcome.exit_code, ExitCode::kInputOutput);
  EXPECT_THAT(outcome.message, AllOf(HasSubstr("a rank could not read or write a file, nor say"),
                                     HasSubstr("checkpoint is of step 5"), HasSubstr("resume")));
  JobEnd before_its_start = end_of({std::nullopt, rank}, 74);
  before_its_start.output = "config.yaml: no such file";
  EXPECT_THAT(judge(before_its_start).message, HasSubstr("config.yaml: no such file"));
}

TEST(JobOutcome, AJobThatEndedWellHasNotFailedAlthoughNothingCanBeRead) {
  JobEnd end = end_of({std::nullopt, std::nullopt}, 0);
  end.is_unread = true;
  end.was_asked_to_stop = true;
  EXPECT_EQ(judge(end).exit_code, ExitCode::kStopped);
  end.has_code_of_ranks = true;
  EXPECT_EQ(judge(end).exit_code, ExitCode::kDone) << "ranks that stop have another code";
  end.process.code = 74;
  EXPECT_EQ(judge(end).exit_code, ExitCode::kInputOutput);
}

TEST(JobOutcome, ARankThatIsAskedToEndBeforeItsFirstWordHasStopped) {
  const auto outcome_of_signal = [](std::optional<RankStatus> status, int signal,
                                    bool was_asked_to_stop = false) {
    JobEnd end = end_of({status_of(0, RankState::kStarting), std::move(status)}, 1);
    end.was_asked_to_stop = was_asked_to_stop;
    end.lost = LostRank{.rank = 1, .signal = signal};
    return judge(end);
  };
  const JobOutcome stopped = outcome_of_signal(std::nullopt, SIGTERM);
  EXPECT_EQ(stopped.exit_code, ExitCode::kStopped);
  EXPECT_THAT(stopped.message, AllOf(HasSubstr("stopped before rank 1 reported"),
                                     HasSubstr("signal 15"), HasSubstr("tandem resume runs/x")));
  EXPECT_EQ(outcome_of_signal(std::nullopt, SIGKILL).exit_code, ExitCode::kRankLost);
  EXPECT_EQ(outcome_of_signal(status_of(1, RankState::kTraining), SIGTERM).exit_code,
            ExitCode::kRankLost);
  // MPI crashed in one that was not there yet, while the launcher waited to pass on a stop.
  EXPECT_EQ(outcome_of_signal(std::nullopt, SIGSEGV, true).exit_code, ExitCode::kStopped);
  EXPECT_EQ(outcome_of_signal(std::nullopt, SIGSEGV).exit_code, ExitCode::kRankLost);
}

TEST(JobOutcome, DoneButACrashAtTheEndIsNoSuccess) {
  const JobOutcome outcome =
      judge(end_of({status_of(0, RankState::kDone), status_of(1, RankState::kDone)}, 139));
  EXPECT_EQ(outcome.exit_code, ExitCode::kInternal);
  EXPECT_THAT(outcome.message, HasSubstr("exit code 139"));
}

TEST(JobOutcome, WhatIsKilledBehindItsLastWordIsDone) {
  const auto code_of = [](const ProcessEnd& process, std::optional<LostRank> lost,
                          std::optional<GivenUp> given_up = std::nullopt) {
    JobEnd end = end_of({status_of(0, RankState::kDone), status_of(1, RankState::kDone)});
    end.process = process;
    end.lost = lost;
    end.given_up = std::move(given_up);
    return judge(end).exit_code;
  };
  const ProcessEnd killed{.code = 137, .signal = SIGKILL};
  EXPECT_EQ(code_of(killed, std::nullopt), ExitCode::kDone) << "mpirun, or a lone rank";
  EXPECT_EQ(code_of({.code = 137}, std::nullopt), ExitCode::kDone) << "a rank below mpirun";
  EXPECT_EQ(code_of({.code = 143}, std::nullopt), ExitCode::kDone) << "asked to end";
  EXPECT_EQ(code_of({.code = 1}, LostRank{.rank = 1, .signal = SIGKILL}), ExitCode::kDone);
  EXPECT_EQ(code_of({.code = 137}, LostRank{.rank = 1, .signal = SIGSEGV}), ExitCode::kInternal)
      << "mpirun kills the others when one has crashed";
  EXPECT_EQ(code_of({.code = 139}, std::nullopt, GivenUp{.was_asked_to = true}), ExitCode::kDone);
}

TEST(JobOutcome, ALostRankThatNobodyNamesIsOneOfThoseStillAtWork) {
  JobEnd end = end_of({status_of(0, RankState::kTraining), status_of(1, RankState::kDone),
                       status_of(2, RankState::kTraining)},
                      137);
  end.lost = LostRank{.rank = std::nullopt, .signal = 9};
  const JobOutcome outcome = judge(end);
  EXPECT_EQ(outcome.exit_code, ExitCode::kRankLost);
  EXPECT_THAT(
      outcome.message,
      AllOf(HasSubstr(
                "mpirun did not say which: rank 0 (host h0, pid 100), rank 2 (host h2, pid 102)"),
            HasSubstr("signal 9"), HasSubstr("out of memory")));
}

TEST(JobOutcome, TheEndSaysWhatWasMeasured) {
  RankStatus done = status_of(0, RankState::kDone);
  done.values = {{"elbo/loss", 3}, {"valid/fid", 12.5}};
  EXPECT_THAT(judge(end_of({done}, 0)).message, HasSubstr(" steps\n  valid/fid 12.5\n"));
}

TEST(JobOutcome, DoneIsSuccessWhenOnlyTheCommandLingered) {
  JobEnd end = end_of({status_of(0, RankState::kDone), status_of(1, RankState::kDone)}, 143);
  end.had_lingered = true;
  EXPECT_EQ(judge(end).exit_code, ExitCode::kDone);
}

TEST(JobOutcome, ARunWithItsLastCheckpointIsFinishedWhateverWasWritten) {
  const TemporaryDirectory run;
  const auto judge_in = [&run](const JobEnd& end) {
    return outcome_of(end, {.directory = run.path(), .steps = 10, .program = "tandem"});
  };
  const JobEnd mute = end_of({status_of(0, RankState::kTraining), std::nullopt});
  EXPECT_EQ(judge_in(mute).exit_code, ExitCode::kRankLost) << "it may have ended anywhere";
  CheckpointWriter writer(RunPaths{run.path()}.checkpoints(), 10);
  writer.add("state.json", "{}");
  writer.commit();
  EXPECT_EQ(judge_in(mute).exit_code, ExitCode::kDone);
  EXPECT_THAT(judge_in(mute).message, HasSubstr("done: 10 steps"));
  JobEnd unread = mute;
  unread.is_unread = true;
  EXPECT_EQ(judge_in(unread).exit_code, ExitCode::kDone) << "the checkpoint can be read";
  EXPECT_EQ(judge_in(end_of({status_of(0, RankState::kTraining)}, 137)).exit_code,
            ExitCode::kRankLost);
}

TEST(JobOutcome, APlannedEndThatWasNotWrittenIsToldByTheExitCode) {
  for (const ExitCode code : {ExitCode::kStopped, ExitCode::kDiverged}) {
    const JobOutcome outcome =
        judge(end_of({status_of(0, RankState::kTraining), std::nullopt}, static_cast<int>(code)));
    EXPECT_EQ(outcome.exit_code, code);
    EXPECT_THAT(outcome.message, AllOf(HasSubstr("could not say"), HasSubstr("resume runs/x")));
  }
}

TEST(JobOutcome, DivergedGoesBeforeWhatFollowsFromIt) {
  const JobOutcome outcome = judge(end_of(
      {status_of(0, RankState::kFailed, ExitCode::kRankLost), status_of(1, RankState::kDiverged)}));
  EXPECT_EQ(outcome.exit_code, ExitCode::kDiverged);
  EXPECT_EQ(outcome.message,
            "diverged at step 7: because 1\nThere is no checkpoint yet.\nLogs are in runs/x/logs");
}

TEST(JobOutcome, ADivergenceLeavesTheNewestCheckpoint) {
  RankStatus diverged = status_of(0, RankState::kDiverged);
  diverged.resumable_step = 5;
  const std::string message = judge(end_of({diverged})).message;
  EXPECT_THAT(message, HasSubstr("\nThe newest checkpoint, of step 5, is untouched.\n"));
  EXPECT_THAT(message, Not(HasSubstr("no checkpoint")));
}

TEST(JobOutcome, TheFailureThatIsNoMissedPeerIsTheCause) {
  const JobOutcome outcome =
      judge(end_of({status_of(0, RankState::kFailed, ExitCode::kRankLost),
                    status_of(1, RankState::kFailed, ExitCode::kInputOutput)},
                   74));
  EXPECT_EQ(outcome.exit_code, ExitCode::kInputOutput);
  EXPECT_THAT(outcome.message, AllOf(HasSubstr("rank 1 (host h1)"), HasSubstr("because 1"),
                                     HasSubstr("tandem resume runs/x")));
  const JobOutcome alone = judge(end_of(
      {status_of(0, RankState::kFailed, ExitCode::kRankLost), status_of(1, RankState::kTraining)},
      1));
  EXPECT_EQ(alone.exit_code, ExitCode::kRankLost);
  EXPECT_THAT(alone.message, HasSubstr("because 0"));
}

TEST(JobOutcome, ALostRankGoesBeforeThoseThatMissIt) {
  JobEnd end = end_of(
      {status_of(0, RankState::kFailed, ExitCode::kRankLost), status_of(1, RankState::kTraining)},
      137);
  end.lost = LostRank{.rank = 1, .signal = 11};
  const JobOutcome outcome = judge(end);
  EXPECT_EQ(outcome.exit_code, ExitCode::kRankLost);
  EXPECT_THAT(outcome.message,
              AllOf(HasSubstr("rank 1 was lost (host h1, pid 101)"), HasSubstr("signal 11"),
                    HasSubstr("step 7"), Not(HasSubstr("memory"))));
}

TEST(JobOutcome, ALostRankIsKnownByItsProcess) {
  JobEnd end = end_of({status_of(0, RankState::kTraining), status_of(1, RankState::kTraining),
                       status_of(2, RankState::kTraining)},
                      137);
  // As with --map-by node, where mpirun counts across the hosts.
  end.lost = LostRank{.rank = 1, .signal = 9, .pid = 102};
  EXPECT_THAT(judge(end).message, HasSubstr("rank 2 was lost (host h2, pid 102)"));
  end.ranks[0]->pid = 102;
  end.lost->host = "h2.cluster";
  EXPECT_THAT(judge(end).message, HasSubstr("rank 2 was lost")) << "the process of that host";
  end.lost->pid = 4711;
  EXPECT_THAT(judge(end).message, HasSubstr("rank 1 was lost")) << "a process in between";
}

TEST(JobOutcome, OfALostRankItsLastOperationAndItsMemoryAreNamed) {
  RankStatus lost = status_of(1, RankState::kTraining);
  lost.operations = 41;
  lost.operation = "sum_ordered";
  lost.peak_bytes = int64_t{3} << 30;
  lost.memory_bytes = int64_t{16} << 30;
  JobEnd end = end_of({status_of(0, RankState::kTraining), lost}, 137);
  end.lost = LostRank{.rank = 1, .signal = 9};
  EXPECT_THAT(judge(end).message,
              AllOf(HasSubstr("of step 7, collective operation 41 (sum_ordered); "),
                    HasSubstr("rank 1 had up to 3.0 GiB of the 16.0 GiB for all processes there")));
  end.lost->rank = std::nullopt;
  EXPECT_THAT(judge(end).message,
              AllOf(HasSubstr("rank 1 (host h1, pid 101, collective operation 41 (sum_ordered))"),
                    HasSubstr("rank 1 had up to 3.0 GiB")));
}

TEST(JobOutcome, ALostHostIsTheRankWithoutAnEnd) {
  const JobOutcome outcome =
      judge(end_of({status_of(0, RankState::kTraining), status_of(1, RankState::kTraining)}, 205));
  EXPECT_EQ(outcome.exit_code, ExitCode::kRankLost);
  EXPECT_THAT(outcome.message, AllOf(HasSubstr("was lost"), HasSubstr("exit code 205")));
}

TEST(JobOutcome, StoppedNamesTheCommandToResume) {
  RankStatus status = status_of(0, RankState::kStopped);
  status.resumable_step = 7;
  const JobOutcome outcome = judge(end_of({status, status_of(1, RankState::kStopped)}));
  EXPECT_EQ(outcome.exit_code, ExitCode::kStopped);
  EXPECT_THAT(outcome.message, AllOf(HasSubstr("stopped at step 7 of 10"),
                                     HasSubstr("newest checkpoint is of step 7"),
                                     HasSubstr("tandem resume runs/x")));
}

TEST(JobOutcome, ARankThatNeverReportedShowsTheOutput) {
  JobEnd end = end_of({std::nullopt, std::nullopt}, 1);
  end.output = "There are not enough slots";
  const JobOutcome outcome = judge(end);
  EXPECT_EQ(outcome.exit_code, ExitCode::kRankLost);
  EXPECT_THAT(outcome.message, HasSubstr("not enough slots"));
}

/// A rank that says that it waited for another in vain.
RankStatus waiting(int rank, int64_t operations) {
  RankStatus status = status_of(rank, RankState::kFailed, ExitCode::kRankLost);
  status.operations = operations;
  return status;
}

TEST(JobOutcome, TheRankThatOthersWaitForIsNamedFirst) {
  const JobOutcome outcome = judge(end_of({waiting(0, 42), waiting(1, 41)}, 76));
  EXPECT_EQ(outcome.exit_code, ExitCode::kRankLost);
  EXPECT_THAT(outcome.message, HasSubstr("rank 1 (host h1) failed: because 1"));
}

TEST(JobOutcome, ALauncherThatWasKilledIsNamedAndNotItsRanks) {
  JobEnd end = end_of({waiting(0, 42), status_of(1, RankState::kTraining)});
  end.process = {.code = 137, .signal = 9};
  const JobOutcome outcome = judge(end);
  EXPECT_EQ(outcome.exit_code, ExitCode::kRankLost);
  EXPECT_THAT(outcome.message,
              AllOf(HasSubstr("mpirun was ended by signal 9"), Not(HasSubstr("memory"))));
}

TEST(JobOutcome, ALostHostIsNamedAndNotTheRanksThatMissIt) {
  JobEnd end = end_of({waiting(0, 42), status_of(1, RankState::kTraining)}, 205);
  end.lost_host = "h1";
  const JobOutcome outcome = judge(end);
  EXPECT_EQ(outcome.lost_host, "h1");
  EXPECT_THAT(outcome.message, HasSubstr("contact with host h1 was lost"));
}

TEST(JobOutcome, WhatIsGivenUpOnRequestIsAStopWhereThereIsACheckpoint) {
  RankStatus rank = status_of(0, RankState::kTraining);
  JobEnd end = end_of({rank});
  end.given_up = {.was_asked_to = true, .reason = "it took too long"};
  EXPECT_EQ(judge(end).exit_code, ExitCode::kRankLost);
  end.ranks.front()->resumable_step = 6;
  EXPECT_EQ(judge(end).exit_code, ExitCode::kStopped);
  end.given_up = {.reason = "rank 0 says nothing", .host = "h0"};
  EXPECT_EQ(judge(end).exit_code, ExitCode::kRankLost);
  EXPECT_EQ(judge(end).lost_host, "h0");
}

TEST(JobOutcome, RanksThatSaveWhenTheyAreEndedForAHangHaveNotStopped) {
  JobEnd end = end_of({status_of(0, RankState::kStopped), status_of(1, RankState::kStopped)}, 75);
  end.given_up = {.reason = "rank 1 says nothing", .host = "h1"};
  EXPECT_EQ(judge(end).exit_code, ExitCode::kRankLost) << "a job that may begin again does";
  EXPECT_EQ(judge(end).cause, "rank 1 says nothing");
  end.was_asked_to_stop = true;
  EXPECT_EQ(judge(end).exit_code, ExitCode::kStopped);
  end.was_asked_to_stop = false;
  end.given_up->was_asked_to = true;
  EXPECT_EQ(judge(end).exit_code, ExitCode::kStopped);
}

TEST(JobOutcome, TheCauseIsOneLine) {
  RankStatus rank = waiting(0, 42);
  rank.message = "no progress\nranks of this host:\n  rank 0";
  EXPECT_EQ(judge(end_of({rank}, 76)).cause, "rank 0 (host h0) failed: no progress");
}

}  // namespace
}  // namespace tandem
