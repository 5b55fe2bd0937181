#include "framework/report/verdict_sentence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

ComparedGroup row(size_t group, double mean, double half_width, size_t count = 5) {
  ComparedGroup compared{.group = group, .last = {}, .best = {}};
  compared.last = {.runs = std::vector<RunValue>(count), .num_values = count, .mean = mean};
  if (count > 1) compared.last.half_width = half_width;
  return compared;
}

class VerdictTest : public testing::Test {
 protected:
  VerdictTest() {
    for (const char* label : {"flow", "energy"}) {
      comparison_.grouping.groups.push_back({.family = label, .label = label});
    }
    table_.value = {.name = "fid", .direction = "lower", .sentence = "A distance"};
    table_.is_ranked = true;
  }
  Verdict verdict() { return verdict_sentence(comparison_, &table_); }

  Comparison comparison_;
  ComparisonTable table_;
};

TEST_F(VerdictTest, NamesTheBestWhereIntervalsLieApart) {
  table_.groups = {row(0, 10, 1), row(1, 20, 2)};
  EXPECT_EQ(verdict().sentence, "flow is best: fid 10.0 ± 1.0, ahead of energy at 20.0 ± 2.0.");
  EXPECT_THAT(verdict().support,
              AllOf(HasSubstr("A distance."), HasSubstr("lower is better"), Not(HasSubstr("few"))));
}

TEST_F(VerdictTest, NamesNoWinnerWhereTheyMeet) {
  table_.groups = {row(0, 10, 6, 3), row(1, 12, 6, 3)};
  table_.groups[1].better_than_first = 0.25;
  EXPECT_THAT(verdict().sentence,
              AllOf(HasSubstr("flow leads, but not clearly"), Not(HasSubstr("best"))));
  EXPECT_THAT(verdict().support,
              AllOf(HasSubstr("probability of 0.75"), HasSubstr("3 seeds are few")));
}

TEST_F(VerdictTest, NamesNoWinnerWhereTheThirdRowMeetsTheFirst) {
  comparison_.grouping.groups.push_back({.family = "score", .label = "score"});
  table_.groups = {row(0, 10, 1), row(1, 13, 1), row(2, 14, 5)};
  table_.groups[2].better_than_first = 0.125;
  EXPECT_EQ(verdict().sentence,
            "flow leads, but not clearly: fid 10.0 ± 1.0, score at 14.0 ± 5.0.");
  EXPECT_THAT(verdict().support, HasSubstr("better than one of score with a probability of 0.88"));
  // One of which nothing is known is no rival.
  table_.groups[2] = {.group = 2, .last = {.runs = std::vector<RunValue>(5)}, .best = {}};
  EXPECT_EQ(verdict().sentence, "flow is best: fid 10.0 ± 1.0, ahead of energy at 13.0 ± 1.0.");
  // Some of its runs diverged: that is behind, but nobody knows how far.
  table_.groups[2].last.num_values = 3;
  table_.groups[2].last.num_diverged = 2;
  EXPECT_THAT(verdict().sentence, HasSubstr("flow leads, but not clearly"));
}

TEST_F(VerdictTest, OneSeedProvesNothing) {
  table_.groups = {row(0, 10, 0, 1), row(1, 12, 0, 1)};
  EXPECT_THAT(verdict().sentence, HasSubstr("not clearly"));
  EXPECT_THAT(verdict().support, HasSubstr("one seed"));
}

TEST_F(VerdictTest, SaysWhoDiverged) {
  table_.groups = {row(0, 10, 1), row(1, 0, 0)};
  table_.groups[1].last.num_diverged = 2;
  table_.groups[1].last.mean.reset();
  EXPECT_THAT(verdict().sentence, HasSubstr("2 of 5 runs diverged"));
}

TEST_F(VerdictTest, WhereAllDivergedNobodyLeads) {
  table_.groups = {row(0, 0, 0), row(1, 0, 0)};
  for (ComparedGroup& group : table_.groups) {
    group.last.mean.reset();
    for (RunValue& run : group.last.runs) run.diverged = true;
  }
  EXPECT_EQ(verdict().sentence, "fid ranks nothing: every run diverged or has no finite value.");
}

TEST_F(VerdictTest, EqualOnesAreEqual) {
  table_.groups = {row(0, 10, 0), row(1, 10, 0)};
  table_.groups[1].better_than_first = 0.5;
  EXPECT_EQ(verdict().sentence, "flow and energy are equal: fid 10 ± 0.");
}

TEST_F(VerdictTest, SaysWhyNothingIsCompared) {
  EXPECT_THAT(verdict_sentence(comparison_, nullptr).sentence, HasSubstr("none of them measured"));
  comparison_.tables.push_back(table_);
  EXPECT_EQ(verdict_sentence(comparison_, nullptr).sentence,
            "0 runs: no two configurations were measured in the same value.");
  comparison_.conflicts.push_back({"fid", 0, 1, {"samples", "2000", "5000"}});
  EXPECT_THAT(verdict_sentence(comparison_, nullptr).support,
              AllOf(HasSubstr("samples"), HasSubstr("2000"), HasSubstr("5000")));
}

TEST_F(VerdictTest, OfManyValuesThoseOfTheFieldLeadAndNoGroupIsPassedOver) {
  const auto add = [&](const char* metric, const char* value, std::vector<ComparedGroup> groups) {
    comparison_.tables.push_back(table_);
    comparison_.tables.back().metric = metric;
    comparison_.tables.back().value.name = value;
    comparison_.tables.back().groups = std::move(groups);
  };
  add("objective_terms", "loss", {row(1, 1, 1)});
  comparison_.tables.back().value.direction = "none";
  for (const char* value : {"mse", "mae"}) add("reconstruction", value, {row(1, 1, 1)});
  for (const char* value : {"precision", "recall"}) add("prdc", value, {row(0, 1, 1)});
  add("fid", "random_fid", {row(0, 1, 1)});
  EXPECT_EQ(leading_values(comparison_).size(), 6);
  add("prdc", "coverage", {row(0, 1, 1)});
  EXPECT_THAT(leading_values(comparison_), ElementsAre("mse", "random_fid"));
  // What tells of all decides.
  add("kid_of_all", "all", {row(0, 1, 1), row(1, 2, 1)});
  EXPECT_THAT(leading_values(comparison_), ElementsAre("all", "random_fid"));
}

TEST_F(VerdictTest, DecidesByTheMeasureOfTheFieldThatMostGroupsHave) {
  const auto add = [&](const std::string& metric, size_t num_groups, bool is_ranked) {
    ComparisonTable table;
    table.value = {.name = "value of " + metric, .direction = "lower"};
    table.metric = metric;
    table.is_ranked = is_ranked;
    for (size_t i = 0; i < num_groups; ++i) table.groups.push_back(row(i, 1, 1));
    comparison_.tables.push_back(table);
  };
  add("class_fid", 2, true);
  add("kid", 2, true);
  add("kid", 1, true);
  add("fid", 2, false);
  EXPECT_EQ(deciding_table(comparison_), &comparison_.tables[1]);
  comparison_.tables.clear();
  EXPECT_EQ(deciding_table(comparison_), nullptr);
}

TEST_F(VerdictTest, TestImagesDecideAndNotThoseThatACheckpointWasChosenBy) {
  table_.groups = {row(0, 10, 1)};
  const auto add = [&](const char* split) {
    comparison_.tables.push_back(table_);
    comparison_.tables.back().stamp = {{"split", split}};
    comparison_.tables.back().distinguishing = {"split"};
  };
  for (const char* split : {"valid", "test", "train"}) add(split);
  const ComparisonTable* table = deciding_table(comparison_);
  ASSERT_EQ(table, &comparison_.tables[1]);
  EXPECT_THAT(verdict_sentence(comparison_, table).support, HasSubstr("fid, split test: "));
}

}  // namespace
}  // namespace tandem
