// Panel "Ranks".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/report/group_ranking.h"
#include "tests/support/drawn_panel.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::count_of;
using testing_support::drawn_panel;

/// So many configurations, "g0" the best, each of two equal runs, in two ranked values.
Comparison configurations(size_t count) {
  Comparison comparison;
  ComparisonTable table;
  for (size_t i = 0; i < count; ++i) {
    std::string label = "g";
    label += std::to_string(i);
    comparison.grouping.groups.push_back({.family = label, .label = label, .runs = {i}});
    ComparedGroup row{.group = i};
    const RunValue value{.run = i, .value = static_cast<double>(i)};
    row.last = {.runs = {value, value}, .num_values = 2};
    table.groups.push_back(row);
  }
  for (const char* name : {"first", "second"}) {
    table.value = {.name = name, .direction = kLowerIsBetter};
    comparison.tables.push_back(with_ranked_groups(table, true));
  }
  return comparison;
}

std::string ranks_of(const Comparison& comparison) {
  return drawn_panel("Ranks", {.comparison = comparison, .verdict = &comparison.tables[0]});
}

TEST(RanksPanel, SaysWhichRunIsBetterThanWhich) {
  const std::string panel = ranks_of(configurations(3));
  EXPECT_THAT(panel,
              AllOf(HasSubstr("<title>g0, g2: 1</title>"), HasSubstr("<title>g2, g0: 0</title>"),
                    HasSubstr("<title>g1, 2: 1</title>"), Not(HasSubstr("g1, g1"))));
  EXPECT_THAT(panel, AllOf(HasSubstr("<summary>Ranks by other values</summary>"),
                           HasSubstr("these probabilities are too sure of themselves")));
}

TEST(RanksPanel, OfManyConfigurationsStaysSmall) {
  // A map of each other value would grow with their square.
  EXPECT_THAT(ranks_of(configurations(13)),
              AllOf(Not(HasSubstr("<summary>Ranks by other values</summary>")),
                    HasSubstr("at most 12 configurations; left out: <bdi>second</bdi>.")));
  const std::string panel = ranks_of(configurations(40));
  EXPECT_EQ(count_of(panel, "class=\"heat\""), 2U * 30 * 30 - 30);
  EXPECT_THAT(panel, HasSubstr("the best 30 of 40 configurations"));
}

}  // namespace
}  // namespace tandem
