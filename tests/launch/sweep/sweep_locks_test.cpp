#include "launch/sweep/sweep_locks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/runs/run_lock.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class SweepLocks : public ::testing::Test {
 protected:
  TemporaryDirectory directory_;
  SweepPaths paths_{directory_.path()};
};

TEST_F(SweepLocks, OneProcessHasTheSweep) {
  EXPECT_FALSE(is_worked_on(paths_));
  {
    const ProcessLock lock = lock_sweep(paths_);
    EXPECT_TRUE(is_worked_on(paths_));
    EXPECT_THAT(message_of<FileError>([&] { lock_sweep(paths_); }),
                AllOf(HasSubstr(paths_.root.string() + ": the sweep is in use by host "),
                      HasSubstr("pid " + std::to_string(::getpid())),
                      HasSubstr("`tandem sweep work " + paths_.root.string() + "` takes jobs")));
  }
  EXPECT_FALSE(is_worked_on(paths_));
  EXPECT_NO_THROW(lock_sweep(paths_));
}

TEST_F(SweepLocks, AnyNumberJoinsIn) {
  const ProcessLock first = join_sweep(paths_);
  EXPECT_TRUE(is_worked_on(paths_));
  const ProcessLock second = join_sweep(paths_);
  const ProcessLock owner = lock_sweep(paths_);
  EXPECT_NO_THROW(join_sweep(paths_));
}

TEST_F(SweepLocks, WithoutADirectoryThereIsNothingToHave) {
  const SweepPaths missing{directory_ / "none"};
  EXPECT_FALSE(is_worked_on(missing));
  EXPECT_THAT(message_of<FileError>([&] { lock_sweep(missing); }),
              HasSubstr("the sweep cannot be locked"));
  replace_file(directory_ / "file", "");
  EXPECT_THROW(join_sweep({directory_ / "file"}), FileError);
}

TEST_F(SweepLocks, WhoDecidesIsWaitedFor) {
  std::optional<ProcessLock> first = lock_decisions(paths_);
  std::atomic<bool> is_given_back = false;
  std::thread other([&] {
    EXPECT_NO_THROW({
      const ProcessLock second = lock_decisions(paths_);
      EXPECT_TRUE(is_given_back);
    });
  });
  EXPECT_NO_THROW(lock_sweep(paths_)) << "another lock";
  // Longer than one who does not wait tries.
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  is_given_back = true;
  first.reset();
  other.join();
}

TEST_F(SweepLocks, AJobIsWorkedOnByWhoHasClaimedItAndByItsRanks) {
  const JobKey job{.trial = 1, .seed = 2, .until = 10};
  EXPECT_FALSE(is_worked_on(paths_, job));
  std::optional<ProcessLock> claim = claim_job(paths_, job);
  EXPECT_TRUE(is_worked_on(paths_, job));
  claim.reset();
  const std::filesystem::path run = paths_.run(job.trial, job.seed);
  make_directories(run);
  EXPECT_FALSE(is_worked_on(paths_, job));
  const RunLock rank(run, RunLock::Holder::kRank);
  EXPECT_TRUE(is_worked_on(paths_, job));
}

TEST_F(SweepLocks, ARunHasOneTrainerHoweverFarItGoes) {
  std::optional<ProcessLock> claim = claim_job(paths_, {.trial = 1, .seed = 2, .until = 10});
  ASSERT_TRUE(claim);
  EXPECT_FALSE(claim_job(paths_, {.trial = 1, .seed = 2, .until = 20}));
  EXPECT_TRUE(claim_job(paths_, {.trial = 1, .seed = 3, .until = 10}));
  EXPECT_TRUE(claim_job(paths_, {.trial = 2, .seed = 2, .until = 10}));
  claim.reset();
  EXPECT_TRUE(claim_job(paths_, {.trial = 1, .seed = 2, .until = 20}));
}

}  // namespace
}  // namespace tandem
