#include "launch/sweep/sweep_view.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(SweepView, ALineTakesNoMoreThanItsColumns) {
  EXPECT_EQ(shortened_line("12345", 5), "12345");
  EXPECT_EQ(shortened_line("123456", 5), "1234…");
  // A dash of three bytes, of which one would fit.
  EXPECT_EQ(shortened_line("123–56", 5), "123…");
}

TEST(SweepView, ShowsNoMoreThanCanBeErased) {
  const std::vector<std::string> lines = {"a", "b", "c", "d"};
  EXPECT_EQ(fitting_lines(lines, 5), lines) << "and a row for the cursor";
  EXPECT_EQ(fitting_lines(lines, 4), (std::vector<std::string>{"a", "b", "  … and 2 more"}));
  EXPECT_EQ(fitting_lines(lines, 0), lines) << "no terminal";
  EXPECT_EQ(terminal_rows(-1), 0U);
}

TEST(SweepView, WhatIsNoTerminalHasTheUsualWidth) { EXPECT_EQ(terminal_columns(-1), 120U); }

}  // namespace
}  // namespace tandem
