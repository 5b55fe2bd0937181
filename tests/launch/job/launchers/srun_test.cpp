// The launcher by srun.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/launch/job/launcher_named.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::Contains;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

SlurmAllocation two_nodes() {
  return {.job = "7",
          .nodes = "n[1-2]",
          .slots_per_node = {2, 2},
          .cpus_per_node = {4, 4},
          .cpus_per_task = 2};
}

std::unique_ptr<JobLauncher> make_srun(const LauncherRequest& request,
                                       const SlurmAllocation& allocation) {
  return testing_support::launcher_named("srun").make(request,
                                                      {.allocation = [&] { return allocation; }});
}

TEST(SrunLauncher, NeedsAnAllocation) {
  const LauncherKind kind = testing_support::launcher_named("srun");
  EXPECT_THAT(kind.obstacle({}, {.allocation = [] { return std::nullopt; }}),
              HasSubstr("an allocation of Slurm"));
  EXPECT_EQ(kind.obstacle({}, {.allocation = two_nodes}), "");
}

TEST(SrunLauncher, IsAnArgumentArray) {
  const auto launcher = make_srun({.arguments = {"--mem", "1 G"}}, two_nodes());
  EXPECT_EQ(launcher->num_slots(), 4);
  EXPECT_TRUE(launcher->reaches_other_hosts());
  EXPECT_THAT(launcher->arguments({.ranks = 4, .program = {"/w", "run", "a b;c"}}),
              ElementsAreArray({"srun", "--nodes=2", "--ntasks=4", "--distribution=block",
                                "--cpus-per-task=2", "--mpi=pmix", "--kill-on-bad-exit=1",
                                "--export=ALL", "--mem", "1 G", "/w", "run", "a b;c"}));
}

TEST(SrunLauncher, EndsWithTheCodeOfItsRanks) {
  EXPECT_TRUE(make_srun({}, two_nodes())->passes_on_codes());
}

TEST(SrunLauncher, UsesNoMoreNodesThanItNeeds) {
  EXPECT_THAT(make_srun({}, two_nodes())->arguments({.ranks = 2, .program = {"/w"}}),
              Contains("--nodes=1"));
}

TEST(SrunLauncher, RanksWithoutATaskShareTheCpus) {
  const auto launcher = make_srun({}, two_nodes());
  EXPECT_EQ(launcher->num_cpus(), 8);
  const auto more = launcher->arguments({.ranks = 8, .program = {"/w"}});
  EXPECT_THAT(more, Contains("--cpus-per-task=1"));
  EXPECT_THAT(more, Not(Contains("--overcommit")));
  EXPECT_THAT(launcher->arguments({.ranks = 16, .program = {"/w"}}), Contains("--overcommit"));
}

TEST(SrunLauncher, RanksShareTheCpusWherePlacesAreMore) {
  SlurmAllocation allocation = two_nodes();
  // As by GPUs.
  allocation.slots_per_node = {4, 4};
  const auto launcher = make_srun({}, allocation);
  EXPECT_THAT(launcher->arguments({.ranks = 4, .program = {"/w"}}), Contains("--cpus-per-task=2"));
  EXPECT_THAT(launcher->arguments({.ranks = 8, .program = {"/w"}}), Contains("--cpus-per-task=1"));
}

TEST(SrunLauncher, HostsAreAPartOfTheAllocationWhichOtherStepsLeaveFree) {
  SlurmAllocation allocation = two_nodes();
  const auto launcher = make_srun({.hosts = "n2:2"}, allocation);
  EXPECT_EQ(launcher->num_slots(), 2);
  const Job job{.ranks = 2, .program = {"/w"}};
  EXPECT_THAT(launcher->arguments(job),
              IsSupersetOf({"--nodes=1", "--exact", "--nodelist=n2", "--ntasks=2"}));
  EXPECT_THAT(launcher->arguments(job), Not(Contains("--gpus-per-node=2")));
  allocation.gpus_per_node = 4;
  EXPECT_THAT(make_srun({.hosts = "n2:2"}, allocation)->arguments(job),
              Contains("--gpus-per-node=2"));
}

TEST(SrunLauncher, HostsWithDifferentCountsAreRefused) {
  EXPECT_EQ(make_srun({.hosts = "n1:2,n2:2"}, two_nodes())->num_slots(), 4);
  const auto launcher = make_srun({.hosts = "n1:1,n2:3"}, two_nodes());
  EXPECT_THAT(message_of<UsageError>([&] { (void)launcher->num_slots(); }),
              HasSubstr("expected equal counts, like a:4,b:4, got 'n1:1,n2:3'"));
}

TEST(SrunLauncher, RanksTakeTurnsOnTheCpusOfTheirHosts) {
  SlurmAllocation allocation = two_nodes();
  const Job job{.ranks = 6, .program = {"/w"}};
  EXPECT_THAT(make_srun({.hosts = "n2:2"}, allocation)->arguments(job), Contains("--overcommit"));
  EXPECT_THAT(make_srun({.hosts = "n1:2,n2:2"}, allocation)->arguments(job),
              Not(Contains("--overcommit")));
  EXPECT_EQ(make_srun({.hosts = "n2:2"}, allocation)->num_cpus(), 4);
  // Which of the nodes has how many is not known.
  allocation.cpus_per_node = {2, 6};
  EXPECT_THAT(make_srun({.hosts = "n2:2"}, allocation)->arguments(job),
              Not(Contains("--overcommit")));
  EXPECT_EQ(make_srun({.hosts = "n2:2"}, allocation)->num_cpus(), std::nullopt);
}

TEST(SrunLauncher, AStepSharesWhatAnotherHolds) {
  SlurmAllocation allocation = two_nodes();
  const Job job{.ranks = 2, .program = {"/w"}};
  EXPECT_THAT(make_srun({}, allocation)->arguments(job), Not(Contains("--overlap")));
  allocation.is_in_step = true;
  EXPECT_THAT(make_srun({}, allocation)->arguments(job), Contains("--overlap"));
}

TEST(SrunLauncher, FindsTheFirstRankThatASignalEnded) {
  const auto launcher = make_srun({}, two_nodes());
  const auto lost = launcher->find_lost_rank(
      {.code = 143},
      "srun: error: n2: task 2: Segmentation fault (core dumped)\n"
      "srun: launch/slurm: _step_signal: Terminating StepId=18.0\n"
      "srun: error: n2: task 3: Terminated\nsrun: error: n1: tasks 0-1: Terminated\n");
  ASSERT_TRUE(lost);
  EXPECT_EQ(lost->rank, 2U);
  EXPECT_EQ(lost->signal, 11);
  const auto several =
      launcher->find_lost_rank({.code = 137}, "srun: error: n1: tasks 0-1: Killed\n");
  ASSERT_TRUE(several);
  EXPECT_EQ(several->rank, 0U);
  EXPECT_EQ(several->signal, 9);
}

TEST(SrunLauncher, ANodeThatIsLostIsNamedAndNotTheRanksThatSlurmEndsForIt) {
  const auto launcher = make_srun({}, two_nodes());
  const std::string output =
      "srun: error: Node failure on n2\n"
      "srun: Job step aborted: Waiting up to 12 seconds for job step to finish.\n"
      "srun: error: n1: tasks 0-1: Terminated\n";
  EXPECT_EQ(launcher->find_lost_host(output), "n2");
  EXPECT_FALSE(launcher->find_lost_rank({.code = 143}, output));
  EXPECT_EQ(launcher->find_lost_host("srun: error: n1: task 0: Killed\n"), "");
}

TEST(SrunLauncher, OneThatEndedByItselfWasNotLost) {
  const auto launcher = make_srun({}, two_nodes());
  EXPECT_FALSE(launcher->find_lost_rank({.code = 75},
                                        "srun: error: n1: tasks 0-1: Exited with exit code 75\n"));
  EXPECT_FALSE(launcher->find_lost_rank({.code = 1}, "my task 3: Killed by a reviewer\n"));
  const auto unnamed = launcher->find_lost_rank({.code = 137}, "");
  ASSERT_TRUE(unnamed);
  EXPECT_EQ(unnamed->rank, std::nullopt);
  EXPECT_EQ(unnamed->signal, 9);
}

}  // namespace
}  // namespace tandem
