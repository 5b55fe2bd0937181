#include "launch/sweep/suspected_losses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

FinishedJob lost_job(int64_t trial) {
  return {.job = {.key = {.trial = trial, .seed = 1, .until = 8}},
          .result = {.end = JobResult::End::kFailed, .cause = "lost"},
          .run = ""};
}

std::vector<int64_t> trials_of(const std::vector<FinishedJob>& jobs) {
  std::vector<int64_t> trials;
  for (const FinishedJob& each : jobs) trials.push_back(each.job.key.trial);
  return trials;
}

TEST(SuspectedLosses, AResultOnTheHostClearsIt) {
  SuspectedLosses losses;
  losses.add({"a"}, lost_job(1));
  losses.add({"b"}, lost_job(2));
  EXPECT_TRUE(losses.contains({.trial = 1, .seed = 1, .until = 8}));
  EXPECT_THAT(trials_of(losses.cleared_by({"a"})), ElementsAre(1));
  EXPECT_FALSE(losses.contains({.trial = 1, .seed = 1, .until = 8}));
  EXPECT_EQ(losses.last().job.key.trial, 2);
  EXPECT_THAT(losses.cleared_by({"a"}), IsEmpty());
}

TEST(SuspectedLosses, OfSeveralHostsEachIsToBeCleared) {
  SuspectedLosses losses;
  losses.add({"a", "b"}, lost_job(1));
  EXPECT_THAT(losses.cleared_by({"a", "c"}), IsEmpty());
  EXPECT_THAT(trials_of(losses.cleared_by({"b", "c"})), ElementsAre(1));
  EXPECT_TRUE(losses.empty());
}

TEST(SuspectedLosses, WhatWasTakenCountsUntilAResult) {
  SuspectedLosses losses;
  losses.add({"a"}, lost_job(1));
  EXPECT_THAT(trials_of(losses.take_all()), ElementsAre(1));
  EXPECT_TRUE(losses.empty());
  losses.add({"a"}, lost_job(2));
  EXPECT_EQ(losses.num_in_a_row(), 2U);
  (void)losses.cleared_by({"c"});
  EXPECT_EQ(losses.num_in_a_row(), 1U);
}

TEST(SuspectedLosses, WhatIsSettledElsewhereIsForgotten) {
  SuspectedLosses losses;
  losses.add({"a"}, lost_job(1));
  losses.add({"a"}, lost_job(2));
  losses.forget_if([](const JobKey& job) { return job.trial == 1; });
  EXPECT_THAT(trials_of(losses.take_all()), ElementsAre(2));
}

}  // namespace
}  // namespace tandem
