#include "framework/report/group_ranking.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/report/few_runs.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ComparisonTable table_of(const std::string& data, const std::vector<double>& values) {
  ComparisonTable table{.value = {.name = "fid", .unit = "", .direction = "lower", .sentence = ""},
                        .metric = "fid",
                        .stamp = {{"data", data}, {"split", "test"}},
                        .distinguishing = {},
                        .groups = {}};
  for (size_t i = 0; i < values.size(); ++i) {
    table.groups.push_back(
        {.group = i, .last = {.runs = {{.value = values[i]}}}, .best = {}, .cost = {}});
  }
  return table;
}

TEST(RanksOverData, AreThereFromFiveDataSetsOn) {
  std::vector<ComparisonTable> tables;
  for (const char* data : {"a", "b", "c", "d"}) tables.push_back(table_of(data, {1, 2, 3}));
  EXPECT_THAT(ranks_over_data(tables), IsEmpty());
  tables.push_back(table_of("e", {2, 1}));  // the third method was not measured here
  const auto ranks = ranks_over_data(tables);
  ASSERT_EQ(ranks.size(), 1);
  EXPECT_EQ(ranks[0].num_data_sets, 5);
  EXPECT_THAT(ranks[0].groups, ElementsAre(0, 1));
  EXPECT_THAT(ranks[0].mean_ranks, ElementsAre(1.2, 1.8));
  EXPECT_EQ(ranks[0].critical_difference, critical_difference(2, 5));
}

TEST(RanksOverData, NeedValuesThatWereMeasuredAlike) {
  std::vector<ComparisonTable> tables;
  for (const char* data : {"a", "b", "c", "d", "e"}) tables.push_back(table_of(data, {1, 2}));
  tables[3].stamp[1].second = "valid";
  EXPECT_THAT(ranks_over_data(tables), IsEmpty());
  tables[3].stamp[1].second = "test";
  tables[3].stamp[0].second = "a";
  EXPECT_THAT(ranks_over_data(tables), IsEmpty());
}

}  // namespace
}  // namespace tandem
