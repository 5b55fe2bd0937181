#include "launch/job/slurm_allocation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/launch/job/allocation.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using testing_support::AllocationVariables;

TEST(SlurmAllocation, ThereIsNoneOutsideOfAJob) {
  const AllocationVariables none({});
  EXPECT_FALSE(slurm_allocation());
}

TEST(SlurmAllocation, TasksThatWereAskedForAreSlots) {
  const AllocationVariables variables({{"SLURM_JOB_ID", "7"},
                                       {"SLURM_JOB_NODELIST", "n[1-3]"},
                                       {"SLURM_JOB_CPUS_PER_NODE", "8(x2),4"},
                                       {"SLURM_NTASKS", "10"},
                                       {"SLURM_TASKS_PER_NODE", "4(x2),2"},
                                       {"SLURM_CPUS_PER_TASK", "2"}});
  const auto allocation = slurm_allocation();
  ASSERT_TRUE(allocation);
  EXPECT_EQ(allocation->job, "7");
  EXPECT_EQ(allocation->nodes, "n[1-3]");
  EXPECT_THAT(allocation->slots_per_node, ElementsAre(4, 4, 2));
  EXPECT_EQ(allocation->num_slots(), 10);
  EXPECT_THAT(allocation->cpus_per_node, ElementsAre(8, 8, 4));
  EXPECT_EQ(allocation->cpus_per_task, 2);
  EXPECT_FALSE(allocation->is_in_step);
}

TEST(SlurmAllocation, ElseGpusAreOrElseCpus) {
  std::map<std::string, std::string> variables = {{"SLURM_JOB_ID", "7"},
                                                  {"SLURM_JOB_NODELIST", "n[1-2]"},
                                                  {"SLURM_JOB_CPUS_PER_NODE", "16(x2)"},
                                                  {"SLURM_TASKS_PER_NODE", "1(x2)"}};
  {
    const AllocationVariables cpus(variables);
    EXPECT_THAT(slurm_allocation()->slots_per_node, ElementsAre(16, 16));
    EXPECT_EQ(slurm_allocation()->gpus_per_node, 0);
  }
  {
    auto with_several_each = variables;
    with_several_each["SLURM_CPUS_PER_TASK"] = "5";
    const AllocationVariables cpus(with_several_each);
    EXPECT_THAT(slurm_allocation()->slots_per_node, ElementsAre(3, 3));
  }
  variables["SLURM_GPUS_ON_NODE"] = "4";
  const AllocationVariables gpus(variables);
  EXPECT_THAT(slurm_allocation()->slots_per_node, ElementsAre(4, 4));
  EXPECT_EQ(slurm_allocation()->gpus_per_node, 4);
}

TEST(SlurmAllocation, AStepNeedsCpusAndOfANodeWithGpusOne) {
  const SlurmAllocation tasks{
      .slots_per_node = {4, 2}, .cpus_per_node = {8, 8}, .cpus_per_task = 2};
  EXPECT_THAT(tasks.steps_per_node(), ElementsAre(4, 2));
  const SlurmAllocation gpus{
      .slots_per_node = {8, 8, 8}, .cpus_per_node = {1, 4, 16}, .gpus_per_node = 8};
  EXPECT_THAT(gpus.steps_per_node(), ElementsAre(1, 4, 8));
  const SlurmAllocation few_gpus{.slots_per_node = {8}, .cpus_per_node = {8}, .gpus_per_node = 2};
  EXPECT_THAT(few_gpus.steps_per_node(), ElementsAre(2));
  const SlurmAllocation shared{.slots_per_node = {2}, .cpus_per_node = {1}, .cpus_per_task = 2};
  EXPECT_THAT(shared.steps_per_node(), ElementsAre(1));
}

TEST(SlurmAllocation, ATaskOfAnArrayIsNamedAsOne) {
  // The number of the whole array would have all of its tasks started again.
  const AllocationVariables variables({{"SLURM_JOB_ID", "7"},
                                       {"SLURM_ARRAY_JOB_ID", "7"},
                                       {"SLURM_ARRAY_TASK_ID", "3"},
                                       {"SLURM_JOB_NODELIST", "n1"},
                                       {"SLURM_JOB_CPUS_PER_NODE", "1"}});
  EXPECT_EQ(slurm_allocation()->job, "7_3");
}

TEST(SlurmAllocation, AStepHoldsWhatItComputesOnButAnInteractiveOneDoesNot) {
  std::map<std::string, std::string> variables = {
      {"SLURM_JOB_ID", "7"}, {"SLURM_JOB_NODELIST", "n1"},  {"SLURM_JOB_CPUS_PER_NODE", "8"},
      {"SLURM_NTASKS", "1"}, {"SLURM_TASKS_PER_NODE", "1"}, {"SLURM_STEP_ID", "0"}};
  {
    const AllocationVariables step(variables);
    EXPECT_TRUE(slurm_allocation()->is_in_step);
    EXPECT_THAT(slurm_allocation()->slots_per_node, ElementsAre(8)) << "its one task is the shell";
  }
  variables["SLURM_STEP_ID"] = "4294967290";
  const AllocationVariables interactive(variables);
  EXPECT_FALSE(slurm_allocation()->is_in_step);
}

TEST(SlurmAllocation, WhatCannotBeUnderstoodIsRefused) {
  for (const char* cpus : {"", "2(x2", "2(x0)", "a", "2;2", "-1"}) {
    const AllocationVariables variables(
        {{"SLURM_JOB_ID", "7"}, {"SLURM_JOB_NODELIST", "n1"}, {"SLURM_JOB_CPUS_PER_NODE", cpus}});
    EXPECT_THROW(slurm_allocation(), UsageError) << cpus;
  }
}

}  // namespace
}  // namespace tandem
