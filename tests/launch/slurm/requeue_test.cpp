#include "launch/slurm/requeue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "framework/core/files.h"
#include "launch/program.h"
#include "tests/launch/job/allocation.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

TEST(Requeue, OnlyAJobThatIsAtWorkMayComeBack) {
  EXPECT_TRUE(may_be_requeued("JobId=2 JobName=a JobState=RUNNING Reason=None"));
  EXPECT_TRUE(may_be_requeued("JobId=2 JobState=SIGNALING Reason=None"));
  for (const char* state : {"COMPLETING", "CANCELLED", "PENDING", "RUNNING_NO", ""}) {
    EXPECT_FALSE(may_be_requeued("JobState=" + std::string(state) + " Reason=None")) << state;
  }
  EXPECT_FALSE(may_be_requeued("slurm_load_jobs error: Invalid job id specified"));
}

TEST(Requeue, EndsWhereNothingIsGained) {
  const TemporaryDirectory directory;
  const std::filesystem::path record = directory.path() / "requeues.txt";
  EXPECT_TRUE(count_requeue({record, 0}, 2));
  EXPECT_TRUE(count_requeue({record, 0}, 2));
  EXPECT_FALSE(count_requeue({record, 0}, 2));
  EXPECT_FALSE(count_requeue({record, 0}, 2)) << "a refusal changes nothing";
  EXPECT_TRUE(count_requeue({record, 8}, 2)) << "a newer checkpoint begins to count anew";
  EXPECT_TRUE(count_requeue({record, 8}, 2));
  EXPECT_FALSE(count_requeue({record, 8}, 2));
  EXPECT_FALSE(count_requeue({record, 9}, 0)) << "never";
}

TEST(Requeue, WhereSlurmCannotBeAskedThatIsSaidAndChangesNoExitCode) {
  const TemporaryDirectory directory;
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", directory.path().c_str(), 1);
  const Program tandem{.name = "tandem", .sentence = "", .commands = all_commands()};
  const CommandCall call =
      parse_call(find_command(tandem, "resume"), "tandem", {"runs/x", "--requeue"});
  for (const char* cpus : {"4", "what?"}) {
    const testing_support::AllocationVariables allocated(
        {{"SLURM_JOB_ID", "7"}, {"SLURM_JOB_NODELIST", "n1"}, {"SLURM_JOB_CPUS_PER_NODE", cpus}});
    testing::internal::CaptureStderr();
    EXPECT_NO_THROW(requeue_job(call, {directory.path() / "requeues.txt", 0}));
    EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::HasSubstr("not started again"));
  }
  ::setenv("PATH", path.c_str(), 1);
}

TEST(Requeue, ADamagedRecordCostsAStartAtMost) {
  const TemporaryDirectory directory;
  const std::filesystem::path record = directory.path() / "requeues.txt";
  for (const char* text : {"", "8", "8 ", "x 3", "8\n3", "99999999999999999999999 1"}) {
    replace_file(record, text);
    EXPECT_TRUE(count_requeue({record, 8}, 1)) << text;
    EXPECT_EQ(read_file(record), "8 1\n");
  }
}

}  // namespace
}  // namespace tandem
