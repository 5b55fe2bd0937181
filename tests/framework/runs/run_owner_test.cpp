#include "framework/runs/run_owner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "framework/core/error.h"
#include "framework/core/process.h"
#include "framework/runs/run_paths.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

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
