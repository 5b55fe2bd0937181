#include "launch/job/launchers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/launch/job/allocation.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;

/// What a test without an allocation of its own sees, wherever it runs.
class Launchers : public ::testing::Test {
 protected:
  testing_support::AllocationVariables outside_{{}};
};

TEST_F(Launchers, OneRankOfThisMachineIsTheProgramItself) {
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

TEST_F(Launchers, MoreRanksOrHostsAreStartedByMpirun) {
  EXPECT_EQ(launcher_for(2, {})->name(), "mpirun");
  EXPECT_EQ(launcher_for(1, {.hosts = "a"})->name(), "mpirun");
  EXPECT_EQ(parallel_launcher({.hosts = "a:4,b:2"})->num_slots(), 6);
}

TEST_F(Launchers, InsideAnAllocationAllAreStartedBySrun) {
  const testing_support::AllocationVariables allocation({{"SLURM_JOB_ID", "7"},
                                                         {"SLURM_JOB_NODELIST", "n[1-2]"},
                                                         {"SLURM_JOB_CPUS_PER_NODE", "2(x2)"}});
  EXPECT_EQ(launcher_for(1, {})->name(), "srun");
  EXPECT_EQ(launcher_for(4, {})->name(), "srun");
  EXPECT_EQ(launcher_for(2, {.hosts = "n2:2"})->name(), "srun");
  EXPECT_EQ(parallel_launcher({})->num_slots(), 4);
  EXPECT_EQ(launcher_for(4, {.launcher = "mpirun"})->name(), "mpirun");
  EXPECT_EQ(launcher_for(1, {.launcher = "local"})->name(), "this machine");
}

TEST_F(Launchers, WhatCannotStartThemIsRefused) {
  EXPECT_EQ(launcher_for(1, {.launcher = "mpirun"})->name(), "mpirun");
  EXPECT_THROW(launcher_for(2, {.launcher = "srun"}), UsageError) << "no allocation";
  EXPECT_THROW(launcher_for(2, {.launcher = "local"}), UsageError);
  EXPECT_THROW(launcher_for(1, {.launcher = "local", .hosts = "a"}), UsageError);
  EXPECT_THROW(launcher_for(1, {.launcher = "ssh"}), UsageError);
}

}  // namespace
}  // namespace tandem
