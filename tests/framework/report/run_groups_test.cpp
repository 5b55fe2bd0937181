#include "framework/report/run_groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/digest.h"
#include "tests/support/recorded_run.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using testing_support::make_run;

TEST(RunGroups, AreRunsThatDifferInNothingButTheSeed) {
  const TemporaryDirectory directory;
  make_run(directory / "a", {.seed = 2});
  make_run(directory / "b", {.seed = 1});
  make_run(directory / "c", {.seed = 1, .beta = "1.0"});
  make_run(directory / "d", {.family = "gan"});
  const auto runs = collect_runs({directory.path()});
  const auto groups = group_runs(runs, GroupBy::kConfiguration).groups;
  ASSERT_EQ(groups.size(), 3);
  EXPECT_EQ(groups[0].label, "gan");
  EXPECT_EQ(groups[1].label, "vae (beta=4.0)");
  EXPECT_THAT(groups[1].runs, ElementsAre(1, 0));  // by seed
  EXPECT_EQ(groups[2].label, "vae (beta=1.0)");
}

TEST(RunGroups, AreFamiliesWhereThatIsAsked) {
  const TemporaryDirectory directory;
  make_run(directory / "a", {.seed = 1});
  make_run(directory / "b", {.seed = 1, .beta = "1.0"});
  const auto grouping = group_runs(collect_runs({directory.path()}), GroupBy::kFamily);
  ASSERT_EQ(grouping.groups.size(), 1);
  EXPECT_EQ(grouping.groups[0].label, "vae");
  EXPECT_THAT(grouping.groups[0].runs, ElementsAre(0, 1));
  EXPECT_THAT(grouping.repeated, IsEmpty());
}

TEST(RunGroups, CountASeedOnce) {
  const TemporaryDirectory directory;
  make_run(directory / "a");
  make_run(directory / "b");
  for (const GroupBy by : {GroupBy::kConfiguration, GroupBy::kFamily}) {
    const auto grouping = group_runs(collect_runs({directory.path()}), by);
    EXPECT_THAT(grouping.groups.at(0).runs, ElementsAre(0));
    EXPECT_THAT(grouping.repeated, ElementsAre(Pair(1, 0)));
  }
}

TEST(RunGroups, CountTheRunThatWasMeasuredElseTheOneThatCameFarthest) {
  const TemporaryDirectory directory;
  make_run(directory / "a", {.end = "stopped", .step = 40});
  make_run(directory / "b");
  const auto grouping = group_runs(collect_runs({directory.path()}), GroupBy::kConfiguration);
  EXPECT_THAT(grouping.groups.at(0).runs, ElementsAre(1));
  EXPECT_THAT(grouping.repeated, ElementsAre(Pair(0, 1)));
  write_record(directory / "a", testing_support::record_of(40, 1));
  EXPECT_THAT(group_runs(collect_runs({directory.path()}), GroupBy::kConfiguration).repeated,
              ElementsAre(Pair(1, 0)));
}

TEST(RunGroups, AreOfOneDataSetWhereverItLies) {
  const TemporaryDirectory directory;
  make_run(directory / "a", {.seed = 1});
  make_run(directory / "b", {.seed = 2, .data = "images fedcba9876543210 "});
  const auto groups = group_runs(collect_runs({directory.path()}), GroupBy::kConfiguration).groups;
  ASSERT_EQ(groups.size(), 2);
  const auto label = [](const std::string& digests) {
    return "vae (data=" + digest_of(digests).substr(0, 8) + ")";
  };
  EXPECT_EQ(groups[0].label, label("images 0123456789abcdef "));
  EXPECT_EQ(groups[1].label, label("images fedcba9876543210 "));
}

TEST(RunGroups, AreOneWhicheverSplitWasEvaluated) {
  const TemporaryDirectory directory;
  make_run(directory / "a", {.seed = 1, .data = "images 01 test/images 23 ", .split = "test"});
  make_run(directory / "b", {.seed = 2, .data = "images 01 valid/images 45 ", .split = "valid"});
  make_run(directory / "c", {.seed = 3, .data = "images 02 valid/images 45 ", .split = "valid"});
  const auto groups = group_runs(collect_runs({directory.path()}), GroupBy::kConfiguration).groups;
  ASSERT_EQ(groups.size(), 2);
  EXPECT_THAT(groups[0].runs, ElementsAre(0, 1));
  EXPECT_THAT(groups[1].runs, ElementsAre(2));
}

TEST(RunGroups, AreOfOneDeviceHoweverItWasAskedFor) {
  const TemporaryDirectory directory;
  make_run(directory / "a", {.seed = 1});
  make_run(directory / "b", {.seed = 2});
  make_run(directory / "c", {.seed = 3, .devices = {"cuda:0, Fast GPU (GPU-1), on here"}});
  std::vector<CollectedRun> runs = collect_runs({directory.path()});
  runs[0].options.emplace_back("device", "cpu");
  for (const size_t run : {1, 2}) runs[run].options.emplace_back("device", "auto");
  const auto groups = group_runs(runs, GroupBy::kConfiguration).groups;
  ASSERT_EQ(groups.size(), 2);
  EXPECT_THAT(groups[0].runs, ElementsAre(0, 1));
  EXPECT_EQ(groups[0].label, "vae (device=cpu)");
  EXPECT_EQ(groups[1].label, "vae (device=cuda)");
}

TEST(RunGroups, OfDataThatDiffersInItsLabelsAloneHaveTheirOwnLabels) {
  const TemporaryDirectory directory;
  make_run(directory / "a", {.seed = 1, .data = "images 01 labels 02 "});
  make_run(directory / "b", {.seed = 2, .data = "images 01 labels 03 "});
  const auto groups = group_runs(collect_runs({directory.path()}), GroupBy::kConfiguration).groups;
  ASSERT_EQ(groups.size(), 2);
  EXPECT_NE(groups[0].label, groups[1].label);
}

TEST(RunGroups, DoNotDifferInWhatIsBesideResults) {
  for (const char* option :
       {"seed", "name", "device", "data.path", "data.sources.a.path", "ranks.share_gpus",
        "report.every", "samples.count", "evaluation.samples", "checkpoint.keep",
        "data.prefetch_batches", "supervision.patience_seconds"}) {
    EXPECT_TRUE(is_beside_results(option)) << option;
  }
  for (const char* option : {"steps", "data.resident_bytes", "batch.micro_batches", "model.beta",
                             "numerics.threads", "data.augment.crop", "learners.a.learning_rate"}) {
    EXPECT_FALSE(is_beside_results(option)) << option;
  }
}

}  // namespace
}  // namespace tandem
