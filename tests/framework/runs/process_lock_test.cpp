#include "framework/runs/process_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <string>
#include <thread>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/process.h"
#include "tests/support/error_message.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/refused_locks.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/without_permission.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

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
  std::string refusal() const {
    return message_of<FileError>([&] { ProcessLock lock(file_, texts_); });
  }

  TemporaryDirectory temporary_;
  fs::path file_ = temporary_ / "lock";
  LockTexts texts_{.what = "it", .where = temporary_.path(), .advice = "Wait."};
  int ready_[2] = {};
  int end_[2] = {};
};

TEST_F(ProcessLockTest, IsThereForWhoComesFirst) {
  const pid_t child = hold_elsewhere(ProcessLock::Use::kAlone);
  EXPECT_FALSE(ProcessLock::if_free(file_, texts_));
  EXPECT_THAT(refusal(), AllOf(StartsWith(temporary_.path().string() + ": it is in use by host "),
                               HasSubstr("pid " + std::to_string(child) + ", since 20"),
                               HasSubstr("expected it on which no other process works. Wait.")));
  end(child);
  const auto lock = ProcessLock::if_free(file_, texts_);
  EXPECT_TRUE(lock);
  EXPECT_FALSE(ProcessLock::if_free(file_, texts_));
}

TEST_F(ProcessLockTest, MayBeWaitedFor) {
  const pid_t child = hold_elsewhere(ProcessLock::Use::kAlone);
  std::thread other([&] {
    // Longer than one who does not wait tries.
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    ::close(end_[1]);
  });
  const ProcessLock lock(file_, texts_, ProcessLock::Use::kWaiting);
  other.join();
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(is_locked(file_, LockHolders::kAny));
}

TEST_F(ProcessLockTest, MayBeShared) {
  const pid_t child = hold_elsewhere(ProcessLock::Use::kShared);
  {
    const ProcessLock lock(file_, texts_, ProcessLock::Use::kShared);
    EXPECT_THAT(refusal(), HasSubstr("in use by a process that has just started"))
        << "who shares it writes no name";
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

TEST_F(ProcessLockTest, AnInterruptionIsNoRefusal) {
  const RefusedLocks interrupted(EINTR, 20);
  EXPECT_NO_THROW(ProcessLock(file_, texts_));
}

TEST_F(ProcessLockTest, ItsFileStaysAndNamesTheLastHolder) {
  write_file_synced(file_, std::string(500, 'x'));
  { const ProcessLock lock(file_, texts_); }
  EXPECT_THAT(read_file(file_), StartsWith("host " + host_name() + ", pid " +
                                           std::to_string(::getpid()) + ", since 20"));
  EXPECT_EQ(read_file(file_).size(), holder_line().size()) << "nothing is left of a longer line";
}

TEST_F(ProcessLockTest, NobodyHoldsWhatIsNotThere) {
  for (const LockHolders holders : {LockHolders::kAlone, LockHolders::kAny}) {
    EXPECT_FALSE(is_locked(file_, holders));
  }
  EXPECT_FALSE(fs::exists(file_)) << "a look makes no file";
}

TEST_F(ProcessLockTest, IsSeenByWhoMayNotWrite) {
  const ProcessLock lock(file_, texts_);
  fs::permissions(file_, fs::perms::owner_read | fs::perms::group_read | fs::perms::others_read);
  const WithoutPermission permission(temporary_.path());
  for (const LockHolders holders : {LockHolders::kAlone, LockHolders::kAny}) {
    EXPECT_TRUE(is_locked(file_, holders));
  }
}

/// What a link leads to would be emptied, or made.
TEST_F(ProcessLockTest, ALinkIsNotFollowed) {
  write_file_synced(temporary_ / "other", "of another");
  fs::create_symlink("other", file_);
  EXPECT_THAT(refusal(), StartsWith(file_.string() + ": it cannot be locked (Too many levels"));
  EXPECT_THAT(message_of<FileError>([&] { is_locked(file_, LockHolders::kAny); }),
              HasSubstr("a lock cannot be looked at"));
  EXPECT_EQ(read_file(temporary_ / "other"), "of another");
}

TEST_F(ProcessLockTest, AFolderThatIsMissingIsNoLock) {
  file_ = temporary_ / "missing/lock";
  EXPECT_THAT(refusal(),
              AllOf(HasSubstr("missing/lock: it cannot be locked (No such file or directory)"),
                    HasSubstr("Check that you may write there")));
}

TEST_F(ProcessLockTest, WhereItsHolderCannotBeWrittenThatIsSaid) {
  const FileSizeLimit limit(3);
  EXPECT_THAT(refusal(),
              AllOf(HasSubstr("cannot write who holds the lock (No space left on device)"),
                    HasSubstr("bytes to write")));
}

TEST_F(ProcessLockTest, WhereNothingCanBeLockedNobodyIsKnownToHoldIt) {
  { const ProcessLock lock(file_, texts_); }
  // NFS answers EBADF where it wants a descriptor that may write.
  for (const int error : {EBADF, ENOLCK, EOPNOTSUPP, ENOSYS}) {
    const RefusedLocks refused(error);
    EXPECT_FALSE(is_locked(file_, LockHolders::kAlone)) << std::strerror(error);
    EXPECT_FALSE(is_locked(file_, LockHolders::kAny)) << std::strerror(error);
  }
  const RefusedLocks refused(EIO);
  EXPECT_THAT(message_of<FileError>([&] { is_locked(file_, LockHolders::kAlone); }),
              HasSubstr("a lock cannot be looked at (Input/output error)"));
}

TEST_F(ProcessLockTest, AFileSystemWithoutLocksIsNamedWithTheWayRound) {
  for (const int error : {ENOLCK, EOPNOTSUPP, ENOSYS}) {
    const RefusedLocks refused(error);
    EXPECT_THAT(refusal(), AllOf(HasSubstr("the file system refuses to lock it"),
                                 HasSubstr(std::strerror(error)), HasSubstr("mounted with locks")));
  }
  const RefusedLocks refused(EIO);
  EXPECT_THAT(refusal(), HasSubstr("it cannot be locked (Input/output error)"));
}

}  // namespace
}  // namespace tandem
