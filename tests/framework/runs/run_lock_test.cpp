#include "framework/runs/run_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <thread>

#include "framework/core/error.h"
#include "framework/core/process.h"
#include "framework/runs/run_paths.h"
#include "tests/support/error_message.h"
#include "tests/support/file_size_limit.h"
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

class ProcessLockTest : public ::testing::Test {
 protected:
  /// Has another process hold the lock until its pipe is closed.
  pid_t hold_elsewhere(ProcessLock::Use use) {
    EXPECT_EQ(::pipe(ready_), 0);
    EXPECT_EQ(::pipe(end_), 0);
    const pid_t child = ::fork();
    if (child != 0) {
      char byte = 0;
      EXPECT_EQ(::read(ready_[0], &byte, 1), 1);
      return child;
    }
    ::close(end_[1]);
    const ProcessLock lock(file_, texts_, use);
    char byte = 0;
    [[maybe_unused]] const auto written = ::write(ready_[1], &byte, 1);
    [[maybe_unused]] const auto read = ::read(end_[0], &byte, 1);
    ::_exit(0);
  }
  void end(pid_t child) {
    ::close(end_[1]);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  }

  TemporaryDirectory temporary_;
  std::filesystem::path file_ = temporary_ / "lock";
  LockTexts texts_{.what = "it", .where = temporary_.path(), .advice = "Wait."};
  int ready_[2] = {};
  int end_[2] = {};
};

TEST_F(ProcessLockTest, IsThereForWhoComesFirst) {
  const pid_t child = hold_elsewhere(ProcessLock::Use::kAlone);
  EXPECT_FALSE(ProcessLock::if_free(file_, texts_));
  EXPECT_THAT(message_of<FileError>([&] { ProcessLock lock(file_, texts_); }),
              HasSubstr("pid " + std::to_string(child)));
  end(child);
  const auto lock = ProcessLock::if_free(file_, texts_);
  EXPECT_TRUE(lock);
  EXPECT_FALSE(ProcessLock::if_free(file_, texts_));
}

TEST_F(ProcessLockTest, MayBeWaitedFor) {
  const pid_t child = hold_elsewhere(ProcessLock::Use::kAlone);
  std::thread other([&] { ::close(end_[1]); });
  const ProcessLock lock(file_, texts_, ProcessLock::Use::kWaiting);
  other.join();
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(is_locked(file_, LockHolders::kAny));
}

TEST_F(ProcessLockTest, MayBeShared) {
  const pid_t child = hold_elsewhere(ProcessLock::Use::kShared);
  {
    const ProcessLock lock(file_, texts_, ProcessLock::Use::kShared);
    EXPECT_FALSE(ProcessLock::if_free(file_, texts_));
    end(child);
    EXPECT_TRUE(is_locked(file_, LockHolders::kAny));
    EXPECT_FALSE(is_locked(file_, LockHolders::kAlone)) << "nobody has it alone";
  }
  EXPECT_FALSE(is_locked(file_, LockHolders::kAny));
}

TEST_F(ProcessLockTest, ALookAtItKeepsNobodyOut) {
  // What flock says while is_locked holds the lock for a moment.
  const RefusedLocks looked_at(EWOULDBLOCK, 3);
  EXPECT_NO_THROW(ProcessLock(file_, texts_));
}

TEST_F(ProcessLockTest, WhereItsHolderCannotBeWrittenThatIsSaid) {
  const FileSizeLimit limit(3);
  EXPECT_THAT(message_of<FileError>([&] { ProcessLock lock(file_, texts_); }),
              AllOf(HasSubstr("cannot write who holds the lock (No space left on device)"),
                    HasSubstr("bytes to write")));
}

TEST(RunLock, WhereNothingCanBeLockedNobodyIsKnownToBeAtWork) {
  const TemporaryDirectory temporary;
  { const RunLock lock(temporary.path()); }
  // NFS answers EBADF where it wants a descriptor that may write.
  for (const int error : {EBADF, ENOLCK, EOPNOTSUPP, ENOSYS}) {
    const RefusedLocks refused(error);
    EXPECT_FALSE(is_at_work(temporary.path())) << std::strerror(error);
    EXPECT_FALSE(is_locked(RunPaths{temporary.path()}.rank_lock(), LockHolders::kAny))
        << std::strerror(error);
  }
  const RefusedLocks refused(EIO);
  EXPECT_THAT(message_of<FileError>([&] { is_at_work(temporary.path()); }),
              HasSubstr("a lock cannot be looked at (Input/output error)"));
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
