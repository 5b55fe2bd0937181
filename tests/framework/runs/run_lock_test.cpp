#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>

#include "framework/core/error.h"
#include "framework/runs/run_directory.h"
#include "tests/support/error_message.h"
#include "tests/support/refused_locks.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(RunLock, AFileSystemWithoutLocksIsNamedWithTheWayRound) {
  const TemporaryDirectory temporary;
  for (const int error : {ENOLCK, EOPNOTSUPP, ENOSYS}) {
    const RefusedLocks refused(error);
    EXPECT_THAT(message_of<FileError>([&] { RunLock lock(temporary.path()); }),
                AllOf(HasSubstr("the file system refuses to lock the run"),
                      HasSubstr(std::strerror(error)), HasSubstr("--run DIR")));
  }
  const RefusedLocks refused(EIO);
  EXPECT_THAT(message_of<FileError>([&] { RunLock lock(temporary.path()); }),
              HasSubstr("cannot be locked (Input/output error)"));
}

}  // namespace
}  // namespace tandem
