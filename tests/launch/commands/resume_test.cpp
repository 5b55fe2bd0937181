// `tandem resume` from outside, with a fake worker and the real mpirun.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "framework/core/files.h"
#include "framework/runs/run_directory.h"
#include "framework/runs/run_lock.h"
#include "tests/launch/fake_jobs.h"
#include "tests/launch/fake_slurm.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::CallResult;

class ResumeCommand : public testing_support::FakeJobs {
 protected:
  /// Returns once a process has taken a signal that it was sent.
  static void wait_until_taken(pid_t process, int signal) {
    const auto status = std::filesystem::path("/proc") / std::to_string(process) / "status";
    testing_support::wait_until(
        [&] {
          constexpr std::string_view kName = "ShdPnd:\t";
          const std::string text = read_fleeting_file(status);
          const uint64_t waiting =
              std::stoull(text.substr(text.find(kName) + kName.size()), nullptr, 16);
          return (waiting >> (signal - 1) & 1) == 0;
        },
        "signal that is taken");
  }
};

TEST_F(ResumeCommand, GoesOnWithARunAndForgetsTheOldStatus) {
  ASSERT_EQ(train("diverge", "2").end.code, 77);
  installation_.set("FAKE_SCENARIO", "done");
  const CallResult result = installation_.call({"resume", installation_.run(), "--ranks", "1"});
  EXPECT_EQ(result.end.code, 0) << result.output;
  EXPECT_FALSE(std::filesystem::exists(RunPaths{installation_.run()}.rank_status(1)));
}

TEST_F(ResumeCommand, RefusesWhatIsNoRunAndWhatIsInUse) {
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

TEST_F(ResumeCommand, ARunBelongsToItsLauncherWhileTheJobLasts) {
  ChildProcess tandem = start("wait", 2);
  wait_for_ranks(2);
  const CallResult second = installation_.call_beside({"resume", installation_.run()});
  EXPECT_EQ(second.end.code, 74);
  EXPECT_THAT(second.output, HasSubstr("pid " + std::to_string(tandem.pid())));
  tandem.send(SIGINT);
  EXPECT_EQ(installation_.finish(tandem).end.code, 75);
}

TEST_F(ResumeCommand, NoJobGoesBackEachTimeItIsStartedAgain) {
  ASSERT_EQ(train("done", "1").end.code, 0);
  const std::string run = installation_.run();
  for (const std::string back : {"--step=2", "--best"}) {
    const CallResult refused = installation_.call({"resume", run, back, "--requeue"});
    EXPECT_EQ(refused.end.code, 64);
    EXPECT_THAT(refused.output, HasSubstr("would go back again each time"));
    EXPECT_EQ(installation_.call({"resume", run, back, "--ranks=1"}).end.code, 0);
  }
}

TEST_F(ResumeCommand, AStopBeforeAnythingHasStartedIsOneThatSlurmGoesOnFrom) {
  ASSERT_EQ(train("done", "1").end.code, 0);
  testing_support::enter_fake_job(installation_);
  installation_.set("FAKE_UNANSWERED", "resume");
  ChildProcess tandem = installation_.start({"resume", installation_.run(), "--requeue"});
  installation_.wait_for_output("asked ");
  tandem.send(SIGUSR1);
  const CallResult result = installation_.finish(tandem);
  EXPECT_EQ(result.end.code, 75) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("interrupted before there was an answer"),
                                   HasSubstr("asking Slurm to start job 7 again")));
}

TEST_F(ResumeCommand, ATermBehindTheSignalOfSlurmLeavesTheSaveUnderWayItsTime) {
  ASSERT_EQ(train("done", "1").end.code, 0);
  testing_support::enter_fake_job(installation_);
  installation_.set("FAKE_SCENARIO", "save");
  ChildProcess tandem = installation_.start(
      {"resume", installation_.run(), "--ranks=1", "--launcher=local", "--requeue"});
  installation_.wait_for_output("3 steps");
  tandem.send(SIGUSR1);
  testing_support::wait_until(
      [&] {
        const auto status = read_rank_status(RunPaths{installation_.run()}.rank_status(0));
        return status && status->state == RankState::kTraining && status->step == 2;
      },
      "save");
  tandem.send(SIGTERM);
  wait_until_taken(tandem.pid(), SIGTERM);
  replace_file(installation_.run() / "go", "");
  const CallResult result = installation_.finish(tandem);
  EXPECT_EQ(result.end.code, 75) << result.output;
  EXPECT_THAT(result.output, AllOf(HasSubstr("stopped at step 2 of 3"), Not(HasSubstr("giving up")),
                                   HasSubstr("asking Slurm to start job 7 again")));
}

}  // namespace
}  // namespace tandem
