#include "launch/slurm/requeue.h"

#include <gtest/gtest.h>

#include "framework/core/files.h"
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
