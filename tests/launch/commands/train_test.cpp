// `tandem train` from outside, with a fake worker and the real mpirun.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <utility>

#include "framework/core/files.h"
#include "tests/launch/fake_jobs.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::CallResult;

class TrainCommand : public testing_support::FakeJobs {};

TEST_F(TrainCommand, TrainsAndNamesWhatItMade) {
  for (const char* ranks : {"1", "2"}) {
    std::filesystem::remove_all(installation_.run());
    const CallResult result = train("done", ranks);
    EXPECT_EQ(result.end.code, 0) << result.output;
    EXPECT_THAT(result.output, AllOf(HasSubstr("samples/step-00000003.png"),
                                     HasSubstr(installation_.run().string())));
  }
  const RunPaths paths{installation_.run()};
  EXPECT_EQ(read_file(paths.config()), "name: fake\nsteps: 3\n");
  EXPECT_EQ(read_file(paths.overrides()), "seed=2\n");
  EXPECT_TRUE(std::filesystem::is_directory(paths.checkpoints()));
}

TEST_F(TrainCommand, OtherNumericsOfThisMachineAreSaidWhereItTrains) {
  installation_.set("FAKE_NUMERICS_CHANGE", "other bits");
  auto arguments = train_arguments("2");
  arguments.insert(arguments.end(), {"--dry-run", "--hosts"});
  arguments.push_back("elsewhere:1,localhost:1");
  EXPECT_THAT(installation_.call(arguments).output, HasSubstr("tandem: warning: other bits\n"));
  arguments.back() = "elsewhere:2";
  EXPECT_THAT(installation_.call(arguments).output,
              AllOf(HasSubstr("--host elsewhere:2"), Not(HasSubstr("other bits"))));
}

TEST_F(TrainCommand, AnotherNumberOfRanksIsSaidWhereResultsDependOnIt) {
  auto arguments = train_arguments("2");
  arguments.emplace_back("--dry-run");
  for (const char* unchanged : {"0", "2"}) {
    installation_.set("FAKE_RANKS_BEFORE", unchanged);
    EXPECT_THAT(installation_.call(arguments).output, Not(HasSubstr("reduction=native")));
  }
  installation_.set("FAKE_RANKS_BEFORE", "4");
  EXPECT_THAT(installation_.call(arguments).output,
              AllOf(HasSubstr("warning: reduction=native"), HasSubstr("on 4 ranks until now"),
                    HasSubstr("goes on with 2"), HasSubstr("--ranks=4")));
}

TEST_F(TrainCommand, HowRanksAreStartedIsAnOption) {
  auto arguments = train_arguments("2");
  installation_.set("TANDEM_OF_TEST", "1");
  arguments.insert(arguments.end(), {"--dry-run", "--launcher", "mpirun", "--launcher-args",
                                     "--tag-output --map-by 'a b'", "--pass-env"});
  arguments.push_back("TANDEM_OF_TEST");
  EXPECT_THAT(installation_.call(arguments).output,
              HasSubstr("-x TANDEM_OF_TEST --tag-output --map-by 'a b' "));
}

TEST_F(TrainCommand, AnAllocationThatCannotBeUnderstoodConcernsSrunAlone) {
  for (const auto& [name, value] : {std::pair("SLURM_JOB_ID", "7"),
                                    {"SLURM_JOB_NODELIST", "n1"},
                                    {"SLURM_JOB_CPUS_PER_NODE", "what?"}}) {
    installation_.set(name, value);
  }
  const CallResult refused = train("done", "1");
  EXPECT_EQ(refused.end.code, 64);
  EXPECT_THAT(refused.output, HasSubstr("--launcher mpirun or local does without it"));
  auto arguments = train_arguments("1");
  arguments.insert(arguments.end(), {"--launcher", "local"});
  const CallResult result = installation_.call(arguments);
  EXPECT_EQ(result.end.code, 0) << result.output;
}

TEST_F(TrainCommand, RanksThatDoNotDivideAreRefused) {
  const CallResult result = train("done", "3");
  EXPECT_EQ(result.end.code, 65);
  EXPECT_THAT(result.output, HasSubstr("1, 2, 4"));
  EXPECT_FALSE(std::filesystem::exists(installation_.run()));
}

TEST_F(TrainCommand, ABadConfigurationEndsWithTheCodeOfTheWorker) {
  const CallResult result = installation_.call({"train", "bad.yaml"});
  EXPECT_EQ(result.end.code, 65);
  EXPECT_THAT(result.output, HasSubstr("bad.yaml:1:1"));
}

TEST_F(TrainCommand, ADryRunCreatesNothing) {
  auto arguments = train_arguments("2");
  arguments.push_back("--dry-run");
  const CallResult result = installation_.call(arguments);
  EXPECT_EQ(result.end.code, 0) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("ranks:    2"), HasSubstr("mpirun --bind-to none"),
                                   HasSubstr("steps: 3")));
  EXPECT_FALSE(std::filesystem::exists(installation_.run()));
}

TEST_F(TrainCommand, ADirectoryWithARunIsRefused) {
  ASSERT_EQ(train("done", "1").end.code, 0);
  const std::string run = installation_.run();
  for (const bool is_dry : {true, false}) {
    auto arguments = train_arguments("1");
    if (is_dry) arguments.emplace_back("--dry-run");
    const CallResult result = installation_.call(arguments);
    EXPECT_EQ(result.end.code, 65) << result.output;
    EXPECT_THAT(result.output,
                AllOf(HasSubstr("the run directory is not empty"),
                      HasSubstr("--run DIR or name=… names another"),
                      HasSubstr("`tandem resume " + run + "` goes on with the run")));
  }
}

TEST_F(TrainCommand, PlannedEndsHaveTheirCodes) {
  const CallResult diverged = train("diverge", "2");
  EXPECT_EQ(diverged.end.code, 77);
  EXPECT_THAT(diverged.output, HasSubstr("message of diverged"));
  std::filesystem::remove_all(installation_.run());
  const CallResult failed = train("fail", "2");
  EXPECT_EQ(failed.end.code, 74);
  EXPECT_THAT(failed.output, HasSubstr("message of failed"));
}

TEST_F(TrainCommand, ACrashBeforeTheFirstReportShowsWhatWasPrinted) {
  const CallResult result = train("crash", "1");
  EXPECT_EQ(result.end.code, 70);
  EXPECT_THAT(result.output, HasSubstr("could not load the model"));
}

TEST_F(TrainCommand, ALostRankIsNamed) {
  for (const int ranks : {1, 2}) {
    std::filesystem::remove_all(installation_.run());
    const CallResult result = train("die", std::to_string(ranks));
    EXPECT_EQ(result.end.code, 76) << result.output;
    const std::string rank = std::to_string(ranks - 1);
    const auto status = read_rank_status(RunPaths{installation_.run()}.rank_status(ranks - 1));
    ASSERT_TRUE(status);
    EXPECT_THAT(result.output, AllOf(AnyOf(HasSubstr("rank " + rank + " was lost"),
                                           HasSubstr("ranks was lost, mpirun did not say which")),
                                     HasSubstr("fakehost"), HasSubstr(std::to_string(status->pid)),
                                     HasSubstr("signal 9"), HasSubstr("out of memory"),
                                     HasSubstr("step 1"), HasSubstr("resume")));
  }
}

TEST_F(TrainCommand, AStopRequestReachesEveryRankOnce) {
  for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) {
    for (const int ranks : {1, 2}) {
      std::filesystem::remove_all(installation_.run());
      ChildProcess tandem = start("wait", ranks);
      wait_for_ranks(ranks);
      tandem.send(signal);
      const CallResult result = installation_.finish(tandem);
      EXPECT_EQ(result.end.code, 75) << result.output;
      EXPECT_THAT(result.output,
                  AllOf(HasSubstr("press Ctrl-C again"), HasSubstr("stopped at step 2 of 3"),
                        HasSubstr("tandem resume " + installation_.run().string())));
      for (int rank = 0; rank < ranks; ++rank) {
        EXPECT_EQ(read_rank_status(RunPaths{installation_.run()}.rank_status(rank))->message,
                  "1 requests");
      }
    }
  }
}

TEST_F(TrainCommand, AStopRequestDuringTheStartWaitsForTheRanks) {
  for (const int ranks : {1, 2}) {
    std::filesystem::remove_all(installation_.run());
    ChildProcess tandem = start("late", ranks);
    installation_.wait_for_output("3 steps");
    tandem.send(SIGINT);
    installation_.wait_for_output("as soon as every rank has started");
    replace_file(installation_.run() / "go", "");
    const CallResult result = installation_.finish(tandem);
    EXPECT_EQ(result.end.code, 75) << result.output;
    EXPECT_THAT(result.output, HasSubstr("stopped at step 2"));
  }
}

TEST_F(TrainCommand, ASecondRequestGivesUp) {
  for (const int ranks : {1, 2}) {
    std::filesystem::remove_all(installation_.run());
    ChildProcess tandem = start("stubborn", ranks);
    wait_for_ranks(ranks);
    tandem.send(SIGINT);
    installation_.wait_for_output("stopping after this step; press Ctrl-C again");
    tandem.send(SIGINT);
    const CallResult result = installation_.finish(tandem);
    EXPECT_EQ(result.end.code, 75) << result.output;
    EXPECT_THAT(result.output, AllOf(HasSubstr("giving up"), HasSubstr("gave up at step"),
                                     HasSubstr("checkpoint is of step 2"), HasSubstr("resume")));
  }
}

TEST_F(TrainCommand, RootIsToldBeforeAnythingStarts) {
  if (::geteuid() != 0) {
    EXPECT_EQ(train("done", "2").end.code, 0) << "an ordinary user needs no variables";
    return;
  }
  installation_.set("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "0");
  const CallResult result = train("done", "2");
  EXPECT_EQ(result.end.code, 64);
  EXPECT_THAT(result.output,
              AllOf(HasSubstr("OMPI_ALLOW_RUN_AS_ROOT=1"),
                    HasSubstr("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"), Not(HasSubstr("lost"))));
  EXPECT_FALSE(std::filesystem::exists(installation_.run()));
  EXPECT_EQ(train("done", "1").end.code, 0);
}

}  // namespace
}  // namespace tandem
