#include "framework/runs/run_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "framework/core/error.h"
#include "framework/core/process.h"
#include "framework/runs/run_paths.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(RunLock, NamesItsHolder) {
  const TemporaryDirectory temporary;
  const RunLock lock(temporary.path());
  try {
    const RunLock second(temporary.path());
    FAIL() << "locked twice";
  } catch (const FileError& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("in use by host "), HasSubstr("pid " + std::to_string(::getpid())),
                      HasSubstr("since 20")));
  }
}

TEST(RunLock, IsReleasedByItsEndAndByDeath) {
  const TemporaryDirectory temporary;
  { const RunLock lock(temporary.path()); }
  { const RunLock again(temporary.path()); }
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const RunLock lock(temporary.path());
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_NO_THROW(RunLock(temporary.path()));
}

TEST(RunLock, TellsWhetherAnybodyIsAtWork) {
  const TemporaryDirectory temporary;
  EXPECT_FALSE(is_at_work(temporary.path()));
  for (const auto holder : {RunLock::Holder::kRank, RunLock::Holder::kLauncher}) {
    {
      const RunLock lock(temporary.path(), holder);
      EXPECT_TRUE(is_at_work(temporary.path()));
    }
    EXPECT_FALSE(is_at_work(temporary.path()));
  }
}

TEST(RunOwnerTest, TheLastToClaimARunHasIt) {
  const TemporaryDirectory run;
  const RunOwner first(run.path());
  EXPECT_NO_THROW(first.check());
  const RunOwner second(run.path());
  EXPECT_NO_THROW(second.check());
  EXPECT_THAT(message_of<ConfigError>([&] { first.check(); }),
              testing::AllOf(testing::HasSubstr("another job trains this run since: host " +
                                                host_name() + ", pid "),
                             testing::Not(testing::HasSubstr("token"))));
}

TEST(RunOwnerTest, AClaimThatIsGoneIsNotOwnership) {
  const TemporaryDirectory run;
  const RunOwner owner(run.path());
  std::filesystem::remove(RunPaths{run.path()}.owner());
  EXPECT_THROW(owner.check(), FileError);
}

}  // namespace
}  // namespace tandem
