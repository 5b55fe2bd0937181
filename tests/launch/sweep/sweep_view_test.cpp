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

TEST(SweepView, WhatIsNoTerminalHasTheUsualWidth) { EXPECT_EQ(terminal_columns(-1), 120U); }

}  // namespace
}  // namespace tandem
