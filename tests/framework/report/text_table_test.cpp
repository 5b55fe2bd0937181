#include "framework/report/text_table.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TextTable table_of(const std::string& name, const std::string& value) {
  return {.columns = {{"runs"}, {"mean", Alignment::kRight}}, .rows = {{name, value}}};
}

TEST(TextTable, IsAlignedByCharactersNotBytes) {
  EXPECT_EQ(to_plain_text(table_of("β-variant", "1 ± 2")),
            "  runs        mean\n  β-variant  1 ± 2\n");
  EXPECT_EQ(to_plain_text(table_of("x", "")), "  runs  mean\n  x\n");
}

TEST(TextTable, ShowsWhatATerminalWouldObey) {
  EXPECT_EQ(to_plain_text(table_of("\x1b[2J\n", "1")),
            "  runs         mean\n  \\x1b[2J\\x0a     1\n");
}

TEST(TextTable, OfMarkdownHasNoMarkupOfItsCells) {
  EXPECT_EQ(to_markdown(table_of("a|b <script> _x_ in_word `c` [l](u)", "1")),
            "| runs | mean |\n| --- | ---: |\n"
            "| a\\|b &lt;script&gt; \\_x\\_ in_word \\`c\\` \\[l\\](u) | 1 |\n");
}

TEST(TextTable, OfCsvHasTitlesAndRows) {
  EXPECT_EQ(to_csv(table_of("a,b", "-1.5")), "runs,mean\n\"a,b\",-1.5\n");
}

}  // namespace
}  // namespace tandem
