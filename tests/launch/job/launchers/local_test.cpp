// The launcher of one rank of this machine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/launch/job/launcher_named.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

LauncherKind kind() { return testing_support::launcher_named("local"); }

TEST(LocalLauncher, StartsTheProgramItself) {
  const auto launcher = kind().make({}, {});
  EXPECT_THAT(launcher->arguments({.ranks = 1, .program = {"w", "run"}}), ElementsAre("w", "run"));
  EXPECT_NO_THROW(launcher->check({.ranks = 1, .program = {"w"}})) << "root may start itself";
  EXPECT_EQ(launcher->num_slots(), 1);
  EXPECT_FALSE(launcher->reaches_other_hosts());
}

TEST(LocalLauncher, FindsThatASignalEndedItsRank) {
  const auto launcher = kind().make({}, {});
  EXPECT_FALSE(launcher->find_lost_rank({.code = 1}, "")) << "it ended by itself";
  const auto lost = launcher->find_lost_rank({.code = 137, .signal = 9}, "");
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->rank, 0U);
  EXPECT_EQ(lost->signal, 9);
}

TEST(LocalLauncher, KnowsNoOtherHosts) {
  EXPECT_EQ(kind().obstacle({}, {}), "");
  EXPECT_THAT(kind().obstacle({.hosts = "a"}, {}), HasSubstr("for other hosts"));
}

}  // namespace
}  // namespace tandem
