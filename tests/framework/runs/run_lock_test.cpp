#include "framework/runs/run_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/refused_locks.h"
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

TEST(RunLock, AFileSystemWithoutLocksIsNamedWithTheWayRound) {
  const TemporaryDirectory temporary;
  for (const int error : {ENOLCK, EOPNOTSUPP, ENOSYS}) {
    const RefusedLocks refused(error);
    EXPECT_THAT(message_of<FileError>([&] { RunLock lock(temporary.path()); }),
                AllOf(HasSubstr("the file system refuses to lock the run"),
                      HasSubstr(std::strerror(error)), HasSubstr("mounted with locks")));
  }
  const RefusedLocks refused(EIO);
  EXPECT_THAT(message_of<FileError>([&] { RunLock lock(temporary.path()); }),
              HasSubstr("cannot be locked (Input/output error)"));
}

}  // namespace
}  // namespace tandem
