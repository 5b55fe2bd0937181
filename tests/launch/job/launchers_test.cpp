#include "launch/job/launchers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

using ::testing::ElementsAre;

TEST(Launchers, OneRankOfThisMachineIsTheProgramItself) {
  const auto launcher = launcher_for(1, {});
  EXPECT_THAT(launcher->arguments({.ranks = 1, .program = {"w", "run"}}), ElementsAre("w", "run"));
  EXPECT_NO_THROW(launcher->check({.ranks = 1, .program = {"w"}})) << "root may start itself";
  EXPECT_EQ(launcher->num_slots(), 1);
  EXPECT_FALSE(launcher->find_lost_rank({.code = 1}, "")) << "it ended by itself";
  const auto lost = launcher->find_lost_rank({.code = 137, .signal = 9}, "");
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->rank, 0U);
  EXPECT_EQ(lost->signal, 9);
}

TEST(Launchers, MoreRanksOrHostsAreStartedByMpirun) {
  EXPECT_EQ(launcher_for(2, {})->name(), "mpirun");
  EXPECT_EQ(launcher_for(1, {.hosts = "a"})->name(), "mpirun");
  EXPECT_EQ(parallel_launcher({.hosts = "a:4,b:2"})->num_slots(), 6);
}

}  // namespace
}  // namespace tandem
