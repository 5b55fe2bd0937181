#include "launch/worker/branch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(Branch, IsKnownByRunAndStepOfItsParent) {
  const ParentCheckpoint began{std::filesystem::absolute("runs/a"), 1000};
  for (const std::string parent : {"runs/a@1000", "runs/a", "runs/a/@1000", "runs/b/../a@1000"}) {
    EXPECT_NO_THROW(check_began_with("runs/x", began, parent)) << parent;
  }
  EXPECT_NO_THROW(check_began_with("runs/x", began, began.run.string() + "@1000"));
  for (const std::string parent : {"runs/b@1000", "runs/b", "runs/a@2000", "a@1000"}) {
    EXPECT_THAT(message_of<ConfigError>([&] { check_began_with("runs/x", began, parent); }),
                AllOf(HasSubstr("runs/x: "), HasSubstr("runs/a@1000"), HasSubstr("got " + parent)));
  }
}

}  // namespace
}  // namespace tandem
