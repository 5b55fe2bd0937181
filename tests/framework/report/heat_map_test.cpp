#include "framework/report/heat_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(HeatMap, IsTheDarkerTheLargerTheValue) {
  const std::string markup =
      drawn(HeatMap{
                .rows = {"<a>"}, .columns = {"1", "2", "3"}, .values = {0, 0.5, 1}, .largest = 1.0})
          .markup();
  EXPECT_THAT(markup, HasSubstr("fill-opacity=\"0.00\""));
  EXPECT_THAT(markup, HasSubstr("fill-opacity=\"0.36\""));
  EXPECT_THAT(markup, HasSubstr("fill-opacity=\"0.72\""));
  EXPECT_THAT(markup, HasSubstr(">0.50</text>")) << "there is room for numbers";
  EXPECT_THAT(markup, HasSubstr("&lt;a&gt;, 2: "));
}

TEST(HeatMap, WhatIsNotFiniteIsNoCell) {
  const std::string markup =
      drawn(HeatMap{.rows = {"a"}, .columns = {"1", "2"}, .values = {std::nan(""), 2}}).markup();
  EXPECT_THAT(markup, Not(HasSubstr("nan")));
  EXPECT_EQ(markup.find("class=\"heat\""), markup.rfind("class=\"heat\""));
}

TEST(HeatMap, ManyCellsShowNoNumbers) {
  std::vector<std::string> names;
  for (int i = 0; i < 40; ++i) names.push_back(std::to_string(i));
  const std::string markup =
      drawn(HeatMap{.rows = names, .columns = names, .values = std::vector<double>(1600, 0.5)})
          .markup();
  EXPECT_THAT(markup, Not(HasSubstr("class=\"value\"")));
}

}  // namespace
}  // namespace tandem
