#include "framework/report/page_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TextTable two_columns(size_t num_rows) {
  TextTable table{.columns = {{"Run"}, {"<Value>", Alignment::kRight}}, .rows = {}};
  for (size_t i = 0; i < num_rows; ++i) table.rows.push_back({"run " + std::to_string(i), "1"});
  return table;
}

TEST(PageParts, TablesNameTheirRowsAndColumns) {
  const std::string markup = table_of("What it is", two_columns(1)).markup();
  EXPECT_THAT(markup, HasSubstr("<caption>What it is</caption>"));
  EXPECT_THAT(markup, HasSubstr("<th scope=\"col\" class=\"n\"><bdi>&lt;Value&gt;</bdi></th>"));
  EXPECT_THAT(markup, HasSubstr("<th scope=\"row\"><bdi>run 0</bdi></th>"));
  EXPECT_THAT(markup, HasSubstr("<td class=\"n\"><bdi>1</bdi></td>"));
}

TEST(PageParts, LongTablesSayWhatTheyLeaveOut) {
  const std::string markup = table_of("All", two_columns(12), 10).markup();
  EXPECT_THAT(markup, HasSubstr("The first 10 of 12 rows."));
  EXPECT_THAT(markup, Not(HasSubstr("run 10")));
}

TEST(PageParts, RunsAreCalledByTheirDirectories) {
  Comparison comparison;
  for (const char* path : {"a/one/", "a/two", "b/two"}) {
    comparison.runs.push_back({.path = path, .options = {}, .manifest = RunManifest("none")});
  }
  EXPECT_EQ(run_name(comparison, 0), "one");
  EXPECT_EQ(run_name(comparison, 1), "a/two") << "another one is called so, too";
  EXPECT_EQ(run_name(comparison, 2), "b/two");
}

}  // namespace
}  // namespace tandem
