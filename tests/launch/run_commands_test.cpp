// `tandem train` and `tandem resume` from outside, with a fake worker and the real mpirun.
#include "launch/run_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include "framework/core/files.h"
#include "framework/runs/rank_status.h"
#include "framework/runs/run_directory.h"
#include "tests/launch/installation.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::CallResult;
using testing_support::Installation;
using testing_support::wait_until;

class RunCommands : public ::testing::Test {
 protected:
  CallResult train(const std::string& scenario, const std::string& ranks) {
    installation_.set("FAKE_SCENARIO", scenario);
    return installation_.call(train_arguments(ranks));
  }
  std::vector<std::string> train_arguments(const std::string& ranks) const {
    return {"train", "fake.yaml", "seed=2", "--run", installation_.run(), "--ranks", ranks};
  }
  /// Starts a training and returns once all ranks have reported.
  ChildProcess start(const std::string& scenario, int ranks) {
    installation_.set("FAKE_SCENARIO", scenario);
    return installation_.start(train_arguments(std::to_string(ranks)));
  }
  void wait_for_ranks(int ranks) const {
    const RunPaths paths{installation_.run()};
    wait_until([&] { return read_rank_status(paths.rank_status(ranks - 1)).has_value(); },
               "status of the last rank");
    wait_until([&] { return read_rank_status(paths.rank_status(0)).has_value(); },
               "status of rank 0");
  }

  Installation installation_;
};

TEST_F(RunCommands, TrainsAndNamesWhatItMade) {
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

TEST_F(RunCommands, MoreRanksThanCoresIsAWarning) {
  installation_.set("FAKE_MICRO_BATCHES", "4096");
  auto arguments = train_arguments("4096");
  arguments.push_back("--dry-run");
  const CallResult result = installation_.call(arguments);
  EXPECT_EQ(result.end.code, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("warning: 4096 ranks"));
}

TEST_F(RunCommands, RanksThatDoNotDivideAreRefused) {
  const CallResult result = train("done", "3");
  EXPECT_EQ(result.end.code, 65);
  EXPECT_THAT(result.output, HasSubstr("1, 2, 4"));
  EXPECT_FALSE(std::filesystem::exists(installation_.run()));
}

TEST_F(RunCommands, ABadConfigurationEndsWithTheCodeOfTheWorker) {
  const CallResult result = installation_.call({"train", "bad.yaml"});
  EXPECT_EQ(result.end.code, 65);
  EXPECT_THAT(result.output, HasSubstr("bad.yaml:1:1"));
}

TEST_F(RunCommands, ADryRunCreatesNothing) {
  auto arguments = train_arguments("2");
  arguments.push_back("--dry-run");
  const CallResult result = installation_.call(arguments);
  EXPECT_EQ(result.end.code, 0) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("ranks:    2"), HasSubstr("mpirun --bind-to none"),
                                   HasSubstr("steps: 3")));
  EXPECT_FALSE(std::filesystem::exists(installation_.run()));
}

TEST_F(RunCommands, WhereAJobStopsIsToldToTheRanks) {
  auto arguments = train_arguments("2");
  arguments.insert(arguments.end(), {"--dry-run", "--until"});
  arguments.push_back("2");
  EXPECT_THAT(installation_.call(arguments).output, HasSubstr("--step 0 --until 2"));
  arguments.back() = "4";
  const CallResult result = installation_.call(arguments);
  EXPECT_EQ(result.end.code, 64);
  EXPECT_THAT(result.output, HasSubstr("from 1 to 3"));
}

TEST_F(RunCommands, ABranchTakesNoConfiguration) {
  const CallResult result =
      installation_.call({"train", "fake.yaml", "--from", installation_.run()});
  EXPECT_EQ(result.end.code, 64);
  EXPECT_THAT(result.output, HasSubstr("not 'fake.yaml' too"));
}

TEST_F(RunCommands, ADirectoryWithARunIsRefused) {
  ASSERT_EQ(train("done", "1").end.code, 0);
  const CallResult result = train("done", "1");
  EXPECT_EQ(result.end.code, 65);
  EXPECT_THAT(result.output, AllOf(HasSubstr("not empty"), HasSubstr("tandem resume")));
}

TEST_F(RunCommands, PlannedEndsHaveTheirCodes) {
  const CallResult diverged = train("diverge", "2");
  EXPECT_EQ(diverged.end.code, 77);
  EXPECT_THAT(diverged.output, HasSubstr("message of diverged"));
  std::filesystem::remove_all(installation_.run());
  const CallResult failed = train("fail", "2");
  EXPECT_EQ(failed.end.code, 74);
  EXPECT_THAT(failed.output, HasSubstr("message of failed"));
}

TEST_F(RunCommands, ACrashBeforeTheFirstReportShowsWhatWasPrinted) {
  const CallResult result = train("crash", "1");
  EXPECT_EQ(result.end.code, 70);
  EXPECT_THAT(result.output, HasSubstr("could not load the model"));
}

TEST_F(RunCommands, ALostRankIsNamed) {
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

TEST_F(RunCommands, AStopRequestReachesEveryRankOnce) {
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

TEST_F(RunCommands, AStopRequestDuringTheStartWaitsForTheRanks) {
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

TEST_F(RunCommands, ASecondRequestGivesUp) {
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

TEST_F(RunCommands, ResumesARunAndForgetsTheOldStatus) {
  ASSERT_EQ(train("diverge", "2").end.code, 77);
  installation_.set("FAKE_SCENARIO", "done");
  const CallResult result = installation_.call({"resume", installation_.run(), "--ranks", "1"});
  EXPECT_EQ(result.end.code, 0) << result.output;
  EXPECT_FALSE(std::filesystem::exists(RunPaths{installation_.run()}.rank_status(1)));
}

TEST_F(RunCommands, ResumeRefusesWhatIsNoRunAndWhatIsInUse) {
  const CallResult missing = installation_.call({"resume", installation_.run()});
  EXPECT_EQ(missing.end.code, 65);
  EXPECT_THAT(missing.output, HasSubstr("not the directory of a run"));
  create_run_directory(installation_.run(), {.yaml = "name: x\n", .overrides = {}});
  for (const auto holder : {RunLock::Holder::kRank, RunLock::Holder::kLauncher}) {
    const RunLock lock(installation_.run(), holder);
    const CallResult in_use = installation_.call({"resume", installation_.run()});
    EXPECT_EQ(in_use.end.code, 74);
    EXPECT_THAT(in_use.output,
                AllOf(HasSubstr("in use by host"), HasSubstr("pid " + std::to_string(::getpid()))));
  }
}

TEST_F(RunCommands, ARunBelongsToItsLauncherWhileTheJobLasts) {
  ChildProcess tandem = start("wait", 2);
  wait_for_ranks(2);
  const CallResult second = installation_.call_beside({"resume", installation_.run()});
  EXPECT_EQ(second.end.code, 74);
  EXPECT_THAT(second.output, HasSubstr("pid " + std::to_string(tandem.pid())));
  tandem.send(SIGINT);
  EXPECT_EQ(installation_.finish(tandem).end.code, 75);
}

TEST_F(RunCommands, RootIsToldBeforeAnythingStarts) {
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
