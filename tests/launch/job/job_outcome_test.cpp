#include "launch/job/job_outcome.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "framework/runs/checkpoint_writer.h"
#include "framework/runs/run_directory.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

RankStatus status_of(int rank, const std::string& state, int exit_code = 0) {
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

JobOutcome judge(const JobEnd& end) { return judge_job(end, {"runs/x", 10}, "tandem"); }

JobEnd end_of(std::vector<std::optional<RankStatus>> ranks, int code = 0) {
  JobEnd end;
  end.ranks = std::move(ranks);
  end.process.code = code;
  return end;
}

TEST(JobOutcome, DoneNamesTheFiles) {
  RankStatus first = status_of(0, "done");
  first.files = {"a.png", "b.png"};
  const JobOutcome outcome = judge(end_of({first, status_of(1, "done")}));
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.message, AllOf(HasSubstr("a.png"), HasSubstr("b.png"), HasSubstr("runs/x")));
}

TEST(JobOutcome, DoneButACrashAtTheEndIsNoSuccess) {
  const JobOutcome outcome = judge(end_of({status_of(0, "done"), status_of(1, "done")}, 139));
  EXPECT_EQ(outcome.exit_code, 70);
  EXPECT_THAT(outcome.message, HasSubstr("exit code 139"));
}

TEST(JobOutcome, ALostRankThatNobodyNamesIsOneOfThoseStillAtWork) {
  const JobOutcome outcome = judge(
      end_of({status_of(0, "training"), status_of(1, "done"), status_of(2, "training")}, 137));
  EXPECT_EQ(outcome.exit_code, 76);
  EXPECT_THAT(outcome.message,
              AllOf(HasSubstr("which: rank 0 (host h0, pid 100), rank 2 (host h2, pid 102)"),
                    HasSubstr("signal 9"), HasSubstr("out of memory")));
}

TEST(JobOutcome, DoneIsSuccessWhenOnlyTheCommandLingered) {
  JobEnd end = end_of({status_of(0, "done"), status_of(1, "done")}, 143);
  end.had_lingered = true;
  EXPECT_EQ(judge(end).exit_code, 0);
}

TEST(JobOutcome, ARunWithItsLastCheckpointIsFinishedWhateverWasWritten) {
  const TemporaryDirectory run;
  const auto judge_in = [&run](const JobEnd& end) {
    return judge_job(end, {run.path(), 10}, "tandem");
  };
  const JobEnd mute = end_of({status_of(0, "training"), std::nullopt});
  EXPECT_EQ(judge_in(mute).exit_code, 76) << "it may have ended anywhere";
  CheckpointWriter writer(RunPaths{run.path()}.checkpoints(), 10);
  writer.add("state.json", "{}");
  writer.commit();
  EXPECT_EQ(judge_in(mute).exit_code, 0);
  EXPECT_THAT(judge_in(mute).message, HasSubstr("done: 10 steps"));
  EXPECT_EQ(judge_in(end_of({status_of(0, "training")}, 137)).exit_code, 76);
}

TEST(JobOutcome, APlannedEndThatWasNotWrittenIsToldByTheExitCode) {
  for (const int code : {75, 77}) {
    const JobOutcome outcome = judge(end_of({status_of(0, "training"), std::nullopt}, code));
    EXPECT_EQ(outcome.exit_code, code);
    EXPECT_THAT(outcome.message, AllOf(HasSubstr("could not write"), HasSubstr("resume runs/x")));
  }
}

TEST(JobOutcome, DivergedGoesBeforeWhatFollowsFromIt) {
  const JobOutcome outcome = judge(end_of({status_of(0, "failed", 76), status_of(1, "diverged")}));
  EXPECT_EQ(outcome.exit_code, 77);
  EXPECT_THAT(outcome.message, AllOf(HasSubstr("because 1"), HasSubstr("no checkpoint yet")));
}

TEST(JobOutcome, TheFailureThatIsNoMissedPeerIsTheCause) {
  const JobOutcome outcome =
      judge(end_of({status_of(0, "failed", 76), status_of(1, "failed", 74)}, 74));
  EXPECT_EQ(outcome.exit_code, 74);
  EXPECT_THAT(outcome.message, AllOf(HasSubstr("rank 1 (host h1)"), HasSubstr("because 1"),
                                     HasSubstr("tandem resume runs/x")));
  const JobOutcome alone = judge(end_of({status_of(0, "failed", 76), status_of(1, "training")}, 1));
  EXPECT_EQ(alone.exit_code, 76);
  EXPECT_THAT(alone.message, HasSubstr("because 0"));
}

TEST(JobOutcome, ALostRankGoesBeforeThoseThatMissIt) {
  JobEnd end = end_of({status_of(0, "failed", 76), status_of(1, "training")}, 137);
  end.output = "process rank 1 with PID 0 on node h1 exited on signal 11 (Segmentation fault).";
  const JobOutcome outcome = judge(end);
  EXPECT_EQ(outcome.exit_code, 76);
  EXPECT_THAT(outcome.message,
              AllOf(HasSubstr("rank 1 was lost (host h1, pid 101)"), HasSubstr("signal 11"),
                    HasSubstr("step 7"), Not(HasSubstr("memory"))));
}

TEST(JobOutcome, ALostHostIsTheRankWithoutAnEnd) {
  const JobOutcome outcome =
      judge(end_of({status_of(0, "training"), status_of(1, "training")}, 205));
  EXPECT_EQ(outcome.exit_code, 76);
  EXPECT_THAT(outcome.message, AllOf(HasSubstr("was lost"), HasSubstr("exit code 205")));
}

TEST(JobOutcome, StoppedNamesTheCommandToResume) {
  RankStatus status = status_of(0, "stopped");
  status.resumable_step = 7;
  const JobOutcome outcome = judge(end_of({status, status_of(1, "stopped")}));
  EXPECT_EQ(outcome.exit_code, 75);
  EXPECT_THAT(outcome.message, AllOf(HasSubstr("stopped at step 7 of 10"),
                                     HasSubstr("newest checkpoint is of step 7"),
                                     HasSubstr("tandem resume runs/x")));
}

TEST(JobOutcome, ARankThatNeverReportedShowsTheOutput) {
  JobEnd end = end_of({std::nullopt, std::nullopt}, 1);
  end.output = "There are not enough slots";
  const JobOutcome outcome = judge(end);
  EXPECT_EQ(outcome.exit_code, 76);
  EXPECT_THAT(outcome.message, HasSubstr("not enough slots"));
}

}  // namespace
}  // namespace tandem
