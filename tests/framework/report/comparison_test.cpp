#include "framework/report/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/report/few_runs.h"
#include "tests/support/error_message.h"
#include "tests/support/recorded_run.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing_support::make_run;
using testing_support::record_of;

class ComparisonTest : public ::testing::Test {
 protected:
  /// Makes a run with a record at its last step.
  std::filesystem::path add(const testing_support::RunRecipe& recipe, double fid,
                            const std::string& samples = "2000") {
    const auto path = runs_ / (recipe.family + recipe.beta + "-" + std::to_string(recipe.seed));
    make_run(path, recipe);
    write_record(path, record_of(recipe.step, fid, samples));
    return path;
  }

  Comparison compared(const ComparisonRequest& request = {}) const {
    return compare(collect_runs({runs_.path()}), request);
  }

  const std::filesystem::path& root() const { return runs_.path(); }

 private:
  TemporaryDirectory runs_;
};

TEST_F(ComparisonTest, HasARowPerGroupTheBestFirst) {
  add({.seed = 1}, 5);
  add({.seed = 2}, 7);
  add({.family = "gan", .seed = 1}, 2);
  add({.family = "gan", .seed = 2}, 4);
  const Comparison comparison = compared();
  EXPECT_THAT(comparison.conflicts, IsEmpty());
  ASSERT_EQ(comparison.tables.size(), 2);
  const ComparisonTable& fid = comparison.tables[0];
  EXPECT_EQ(fid.value.name, "fid");
  EXPECT_EQ(fid.metric, "fidelity");
  EXPECT_EQ(fid.value.floor, 0.5);
  EXPECT_EQ(fid.value.real, 0.75);
  EXPECT_FALSE(fid.value.value);
  ASSERT_EQ(fid.groups.size(), 2);
  EXPECT_EQ(comparison.grouping.groups[fid.groups[0].group].label, "gan");
  EXPECT_EQ(fid.groups[0].last.mean, 3);
  EXPECT_EQ(fid.groups[0].last.half_width, half_width_of({2, 4}));
  EXPECT_FALSE(fid.groups[0].last.interquartile_mean);
  EXPECT_THAT(fid.groups[0].rank_probabilities, ElementsAre(1, 0));
  EXPECT_FALSE(fid.groups[0].better_than_first);
  EXPECT_EQ(fid.groups[1].better_than_first, 0);
  EXPECT_THAT(fid.groups[1].best.runs, IsEmpty());
  EXPECT_THAT(fid.notes, Contains(HasSubstr("fewer than 5 seeds")));
  // Higher coverage is better: the same order.
  EXPECT_EQ(comparison.grouping.groups[comparison.tables[1].groups[0].group].label, "gan");
  EXPECT_THAT(comparison.tables[1].groups[0].rank_probabilities, ElementsAre(1, 0));
}

TEST_F(ComparisonTest, CountsARunThatDivergedAsWorst) {
  add({.seed = 1}, 1);
  add({.seed = 2, .end = "diverged", .step = 30}, 0.1);  // what was measured before does not count
  add({.family = "gan", .seed = 1}, 2);
  add({.family = "gan", .seed = 2}, 2);
  make_run(root() / "lost", {.family = "flow", .end = "diverged"});
  const Comparison comparison = compared({.values = {"coverage"}});
  ASSERT_EQ(comparison.tables.size(), 1);
  const auto& groups = comparison.tables[0].groups;
  ASSERT_EQ(groups.size(), 3);
  EXPECT_EQ(comparison.grouping.groups[groups[0].group].label, "gan");
  const ValueSummary& vae = groups[1].last;
  EXPECT_EQ(vae.num_values, 1);
  EXPECT_EQ(vae.num_diverged, 1);
  EXPECT_FALSE(vae.mean);
  EXPECT_TRUE(vae.runs[1].diverged);
  EXPECT_EQ(groups[1].better_than_first, 0.5);
  EXPECT_EQ(comparison.grouping.groups[groups[2].group].label, "flow");
  EXPECT_FALSE(groups[2].better_than_first) << "one run says nothing of chances";
  EXPECT_THAT(comparison.notes,
              Contains(AllOf(HasSubstr("vae4.0-2"), HasSubstr("diverged at step 30"),
                             HasSubstr("the loss is not finite"))));
}

TEST_F(ComparisonTest, LosesNoConfigurationOfWhichAllRunsDiverged) {
  add({.seed = 1}, 1);
  // It was measured before it diverged, but not in everything.
  const auto lost = add({.family = "flow", .end = "diverged", .step = 30}, 2);
  EvaluationRecord other = record_of(100, 1);
  other.metric = "other";
  other.values = {{.name = "other", .unit = "", .direction = "lower", .sentence = "", .value = 1}};
  write_record(root() / "vae4.0-1", other);
  const Comparison comparison = compared({.values = {"other"}});
  ASSERT_EQ(comparison.tables.size(), 1);
  ASSERT_EQ(comparison.tables[0].groups.size(), 2);
  EXPECT_EQ(comparison.tables[0].groups[1].last.num_diverged, 1);
}

TEST_F(ComparisonTest, TellsWhatWasNotedOfAValue) {
  EvaluationRecord noted = record_of(100, 1);
  noted.note = "no more images than features";
  make_run(root() / "a", {.seed = 1});
  write_record(root() / "a", noted);
  add({.seed = 2}, 2);
  EXPECT_THAT(compared().tables[0].notes,
              Contains(AllOf(HasSubstr("/a: no more images than features"))));
}

/// By family, runs on all data sets are in one group: each table counts those on its own.
TEST_F(ComparisonTest, CountsARunThatDivergedOnItsOwnDataAlone) {
  const std::string data = "images fedcba9876543210 ";
  add({.seed = 1}, 1);
  add({.seed = 2}, 1);
  add({.family = "gan", .seed = 1}, 2);
  add({.family = "gan", .seed = 2}, 2);
  make_run(root() / "elsewhere", {.data = data, .end = "diverged"});
  const Comparison comparison = compared({.values = {"fid"}, .by = GroupBy::kFamily});
  ASSERT_EQ(comparison.tables.size(), 1);
  const ComparedGroup& first = comparison.tables[0].groups[0];
  EXPECT_EQ(comparison.grouping.groups[first.group].label, "vae");
  EXPECT_EQ(first.last.num_diverged, 0);
  EXPECT_EQ(first.last.mean, 1);
}

TEST_F(ComparisonTest, AGroupOfOneRunHasNoChances) {
  add({.seed = 1}, 1);
  add({.family = "gan", .seed = 1}, 2);
  add({.family = "gan", .seed = 2}, 3);
  const Comparison comparison = compared({.values = {"fid"}});
  const auto& groups = comparison.tables[0].groups;
  EXPECT_EQ(comparison.grouping.groups[groups[0].group].label, "vae");
  EXPECT_THAT(groups[0].rank_probabilities, IsEmpty());
  EXPECT_THAT(groups[1].rank_probabilities, ElementsAre(0, 1));
  EXPECT_FALSE(groups[1].better_than_first);
}

TEST_F(ComparisonTest, ABranchIsNoReplicaOfARunFromTheBeginning) {
  const auto parent = add({.seed = 1}, 1);
  for (const int64_t seed : {2, 3}) {
    const auto branch = add({.seed = seed}, 2);
    RunManifest(branch).begin_branch({parent, 40}, "0011");
  }
  const Comparison comparison = compared({.values = {"fid"}});
  ASSERT_EQ(comparison.grouping.groups.size(), 2U);
  EXPECT_EQ(comparison.grouping.groups[1].runs.size(), 2U);
  EXPECT_THAT(comparison.grouping.groups[1].label, AllOf(HasSubstr("from="), HasSubstr("@40")));
}

/// A run that took its parent's place names itself.
TEST_F(ComparisonTest, ARunMayBeItsOwnParentAndAParentMayBeDamaged) {
  const auto own = add({.seed = 1}, 1);
  RunManifest(own).begin_branch({own, 40}, "0011");
  const auto parent = add({.family = "gan", .seed = 1}, 1);
  const auto child = add({.family = "gan", .seed = 2}, 1);
  RunManifest(child).begin_branch({parent, 40}, "0011");
  EXPECT_EQ(compared({.values = {"fid"}}).grouping.groups.size(), 3U);
  replace_file(RunPaths{parent}.config(), "model: {");
  EXPECT_EQ(collect_runs({child}).size(), 1U);
}

TEST_F(ComparisonTest, RanksOnlyWhatWasMeasuredAlike) {
  const auto flow = add({.family = "flow"}, 1, "2000");
  const auto gan = add({.family = "gan"}, 2, "5000");
  const auto vae = add({.family = "vae"}, 3, "2000");
  Comparison comparison = compared({.values = {"fid"}});
  ASSERT_EQ(comparison.conflicts.size(), 1);
  const StampConflict& conflict = comparison.conflicts[0];
  EXPECT_EQ(conflict.value, "fid");
  EXPECT_EQ(conflict.difference.field, "samples");
  EXPECT_EQ(comparison.runs[conflict.first].path, flow);
  EXPECT_EQ(conflict.difference.first, "2000");
  EXPECT_EQ(comparison.runs[conflict.second].path, gan);
  ASSERT_EQ(comparison.tables.size(), 2);
  EXPECT_EQ(comparison.tables[0].groups.size(), 2);
  EXPECT_EQ(comparison.tables[1].groups.size(), 1);
  for (const ComparisonTable& table : comparison.tables) {
    EXPECT_FALSE(table.is_ranked);
    EXPECT_THAT(table.groups[0].rank_probabilities, IsEmpty());
    EXPECT_THAT(table.distinguishing, ElementsAre("samples"));
  }
  // A way in which all were measured is enough.
  write_record(gan, record_of(100, 2, "2000"));
  comparison = compared({.values = {"fid"}});
  EXPECT_THAT(comparison.conflicts, IsEmpty());
  ASSERT_EQ(comparison.tables.size(), 1);
  EXPECT_EQ(comparison.tables[0].groups.size(), 3);
  EXPECT_TRUE(comparison.tables[0].is_ranked);
  EXPECT_THAT(comparison.tables[0].notes, Contains(HasSubstr("in other ways")));
  for (const auto& run : {flow, vae}) write_record(run, record_of(100, 1, "5000"));
  comparison = compared({.values = {"fid"}});
  ASSERT_EQ(comparison.tables.size(), 2);
  EXPECT_TRUE(comparison.tables[1].is_ranked);
}

TEST_F(ComparisonTest, TakesTheLastCheckpointThatWasMeasured) {
  const auto path = add({.seed = 1}, 3);
  write_record(path, record_of(50, 1));
  add({.seed = 2, .end = "stopped", .step = 40}, 4);
  const Comparison comparison = compared();
  const ComparisonTable& table = comparison.tables[0];
  EXPECT_EQ(table.groups[0].last.runs[0].step, 100);
  EXPECT_EQ(table.groups[0].last.runs[0].value, 3);
  EXPECT_THAT(table.notes, Contains(HasSubstr("different steps, from 40 to 100")));
  EXPECT_THAT(comparison.notes, Contains(AllOf(HasSubstr("stopped"), HasSubstr("vae4.0-2"))));
}

TEST_F(ComparisonTest, SaysWhyThereIsNoValue) {
  EvaluationRecord undefined = record_of(100, 1);
  undefined.values[0].value.reset();
  undefined.note = "fewer samples than features";
  make_run(root() / "a", {.seed = 1});
  write_record(root() / "a", undefined);
  make_run(root() / "b", {.seed = 2});
  add({.family = "gan"}, 1);
  const Comparison comparison = compared({.values = {"fid"}});
  const ComparisonTable& table = comparison.tables[0];
  ASSERT_EQ(table.groups.size(), 2);
  EXPECT_EQ(table.groups[1].last.num_values, 0);
  EXPECT_EQ(table.groups[1].last.runs[0].reason, "undefined: fewer samples than features");
  EXPECT_EQ(table.groups[1].last.runs[1].reason, "not measured");
  EXPECT_TRUE(table.is_ranked) << "what is undefined counts as worst";
  EXPECT_THAT(comparison.notes, Contains(AllOf(HasSubstr("nothing was measured"), HasSubstr("b"))));
}

TEST_F(ComparisonTest, RefusesNamesThatNothingHasAndRunsWithoutRecords) {
  make_run(root() / "a");
  EXPECT_THAT(message_of<DataError>([&] { compared({.measuring = "`measure`"}); }),
              AllOf(HasSubstr("nothing was measured"), HasSubstr("first: `measure`.")));
  write_record(root() / "a", record_of(100, 1));
  EXPECT_THAT(message_of<DataError>([&] { compared({.values = {"fidelty"}}); }),
              AllOf(HasSubstr("fidelty"), HasSubstr("Did you mean 'fidelity'?")));
  EXPECT_EQ(compared({.values = {"fidelity"}}).tables.size(), 2);
}

}  // namespace
}  // namespace tandem
