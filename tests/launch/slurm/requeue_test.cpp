#include "launch/slurm/requeue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "framework/core/files.h"
#include "launch/interruption.h"
#include "launch/program.h"
#include "tests/launch/job/allocation.h"
#include "tests/support/environment_variable.h"
#include "tests/support/standard_error.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing_support::standard_error_of;

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
  EXPECT_TRUE(count_requeue(record, 0, 2));
  EXPECT_TRUE(count_requeue(record, 0, 2));
  EXPECT_FALSE(count_requeue(record, 0, 2));
  EXPECT_FALSE(count_requeue(record, 0, 2)) << "a refusal changes nothing";
  EXPECT_TRUE(count_requeue(record, 8, 2)) << "a newer checkpoint begins to count anew";
  EXPECT_TRUE(count_requeue(record, 8, 2));
  EXPECT_FALSE(count_requeue(record, 8, 2));
  EXPECT_FALSE(count_requeue(record, 9, 0)) << "never";
}

class RequeueJob : public ::testing::Test {
 protected:
  /// What is said where Slurm is not there to be asked.
  std::string said(const std::function<int64_t()>& steps, const char* cpus = "4") const {
    const testing_support::EnvironmentVariable path("PATH", directory_.path().string());
    const testing_support::AllocationVariables allocated(
        {{"SLURM_JOB_ID", "7"}, {"SLURM_JOB_NODELIST", "n1"}, {"SLURM_JOB_CPUS_PER_NODE", cpus}});
    return standard_error_of([&] {
      EXPECT_NO_THROW(requeue_job(
          call_, {.record = directory_ / "requeues.txt", .steps = steps, .last_step = 8}));
    });
  }

 private:
  const TemporaryDirectory directory_;
  const Program tandem_{.name = "tandem", .sentence = "", .commands = all_commands()};
  const CommandCall call_ =
      parse_call(find_command(tandem_, "resume"), "tandem", {"runs/x", "--requeue"});
};

TEST_F(RequeueJob, WhereSlurmCannotBeAskedThatIsSaidAndChangesNoExitCode) {
  for (const char* cpus : {"4", "what?"}) {
    EXPECT_THAT(said([] { return 0; }, cpus), HasSubstr("not started again"));
  }
}

TEST_F(RequeueJob, CheckpointsThatCannotBeReadChangeNoExitCode) {
  EXPECT_THAT(said([]() -> int64_t { throw FileError({.what = "no checkpoint can be read"}); }),
              AllOf(HasSubstr("not started again"), HasSubstr("no checkpoint can be read")));
}

TEST_F(RequeueJob, WorkThatIsDoneIsNotStartedAgain) {
  EXPECT_EQ(said([] { return 8; }), "");
}

TEST(Requeue, AnInterruptionIsAStop) {
  const auto interrupt = [] {
    EXPECT_EQ(code_or_stopped([]() -> ExitCode { throw Interrupted({.what = "interrupted"}); }),
              ExitCode::kStopped);
  };
  EXPECT_THAT(standard_error_of(interrupt), HasSubstr("tandem: interrupted"));
  EXPECT_EQ(code_or_stopped([] { return ExitCode::kDiverged; }), ExitCode::kDiverged);
  EXPECT_THROW(code_or_stopped([]() -> ExitCode { throw FileError({.what = "x"}); }), FileError);
}

TEST(Requeue, ADamagedRecordCostsAStartAtMost) {
  const TemporaryDirectory directory;
  const std::filesystem::path record = directory.path() / "requeues.txt";
  for (const char* text : {"", "8", "8 ", "x 3", "8\n3", "99999999999999999999999 1"}) {
    replace_file(record, text);
    EXPECT_TRUE(count_requeue(record, 8, 1)) << text;
    EXPECT_EQ(read_file(record), "8 1\n");
  }
}

}  // namespace
}  // namespace tandem
