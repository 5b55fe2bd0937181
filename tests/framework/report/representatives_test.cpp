#include "framework/report/representatives.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

namespace tandem {
namespace {

using ::testing::ElementsAre;

/// One group of runs with these values, nothing for one that diverged.
struct OneGroup {
  explicit OneGroup(const std::vector<std::optional<double>>& values,
                    const std::string& direction = "lower") {
    table.value.direction = direction;
    RunGroup group{.family = "f", .label = "f", .runs = {}};
    ComparedGroup row{.group = 0, .last = {}, .best = {}};
    for (size_t run = 0; run < values.size(); ++run) {
      comparison.runs.push_back({.path = "run",
                                 .options = {{"seed", std::to_string(run)}},
                                 .manifest = RunManifest("none")});
      group.runs.push_back(run);
      row.last.runs.push_back(
          {.run = run, .value = values[run], .diverged = !values[run].has_value()});
    }
    comparison.grouping.groups.push_back(group);
    table.groups.push_back(row);
  }

  std::vector<size_t> chosen(bool is_measured = true) const {
    std::vector<size_t> runs;
    const ReportSubject subject{.comparison = comparison,
                                .verdict = is_measured ? &table : nullptr};
    for (const Representative& each : representatives(subject, 0)) runs.push_back(each.run);
    return runs;
  }

  Comparison comparison;
  ComparisonTable table;
};

TEST(Representatives, AreTheBestTheMedianAndTheWorst) {
  const OneGroup group({5, 1, 4, 2, 3});
  EXPECT_THAT(group.chosen(), ElementsAre(1, 4, 0));
  EXPECT_EQ(typical_run({.comparison = group.comparison, .verdict = &group.table}, 0), 4U);
  EXPECT_THAT(OneGroup({5, 1, 4, 2, 3}, "higher").chosen(), ElementsAre(0, 4, 1));
  EXPECT_THAT(OneGroup({1, 2}).chosen(), ElementsAre(0, 1));
}

TEST(Representatives, ThoseThatDivergedAreTheWorst) {
  EXPECT_THAT(OneGroup({std::nullopt, 2, 1}).chosen(), ElementsAre(2, 1, 0));
}

TEST(Representatives, AreTheLowestSeedsWhereNothingDecides) {
  EXPECT_THAT(OneGroup({5, 1, 4, 2, 3}).chosen(false), ElementsAre(0, 1, 2));
  EXPECT_THAT(OneGroup({5, 1, 4, 2}, "none").chosen(), ElementsAre(0, 1, 2));
}

TEST(Representatives, SayWhyTheyWereChosen) {
  const OneGroup group({5, 1, 4});
  const auto all = representatives({.comparison = group.comparison, .verdict = &group.table}, 0);
  EXPECT_EQ(all.front().role, "best, seed 1: 1");
  EXPECT_EQ(all.back().role, "worst, seed 0: 5");
}

}  // namespace
}  // namespace tandem
