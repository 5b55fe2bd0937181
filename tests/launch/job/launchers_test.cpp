#include "launch/job/launchers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/choice.h"
#include "framework/core/error.h"
#include "framework/core/text.h"
#include "tests/launch/job/allocation.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;

/// What a test without an allocation of its own sees, wherever it runs.
class Launchers : public ::testing::Test {
 protected:
  testing_support::AllocationVariables outside_{{}};
};

TEST_F(Launchers, OneRankOfThisMachineIsTheProgramItself) {
  EXPECT_EQ(launcher_for(1, {})->name(), "this machine");
  EXPECT_EQ(parallel_launcher({})->name(), "mpirun") << "there may be more";
  EXPECT_EQ(parallel_launcher({.launcher = "local"})->num_slots(), 1);
}

TEST_F(Launchers, EachHasATurnOfItsOwn) {
  const std::vector<LauncherKind> kinds = default_launchers();
  for (size_t i = 1; i < kinds.size(); ++i) EXPECT_LT(kinds[i - 1].turn, kinds[i].turn);
}

TEST_F(Launchers, ARefusalNamesAllThatThereAre) {
  EXPECT_THAT(message_of<UsageError>([] { launcher_for(1, {.launcher = "ssh"}); }),
              HasSubstr("expected one of " + joined(names_of(all_launchers())) + ", got ssh"));
  EXPECT_THAT(message_of<UsageError>([] { launcher_for(2, {.launcher = "local"}); }),
              HasSubstr("expected another launcher, for 2 ranks"));
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

TEST_F(Launchers, WhetherRanksRunOnThisMachineCanBeTold) {
  EXPECT_TRUE(runs_here({}));
  EXPECT_FALSE(runs_here({.hosts = "elsewhere:4"}));
  EXPECT_TRUE(runs_here({.hosts = "elsewhere:4,localhost:2"}));
  std::map<std::string, std::string> variables = {{"SLURM_JOB_ID", "7"},
                                                  {"SLURM_JOB_NODELIST", "n[1-2]"},
                                                  {"SLURM_JOB_CPUS_PER_NODE", "2(x2)"}};
  {
    const testing_support::AllocationVariables of_salloc(variables);
    EXPECT_FALSE(runs_here({}));
    EXPECT_FALSE(runs_here({.launcher = "mpirun"}));
    EXPECT_TRUE(runs_here({.launcher = "local"}));
  }
  variables["SLURMD_NODENAME"] = "n1";
  const testing_support::AllocationVariables of_a_script(variables);
  EXPECT_TRUE(runs_here({}));
  EXPECT_TRUE(runs_here({.launcher = "mpirun"}));
  EXPECT_FALSE(runs_here({.hosts = "n2:2"}));
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
