#include "framework/report/line_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(LineChart, DrawsBandsRunsAndMeansInThisOrder) {
  const std::string markup =
      drawn(LineChart{
                .lines = {{.name = "all", .group = 1, .is_mean = true, .points = {{0, 1}, {10, 2}}},
                          {.name = "seed 1", .group = 1, .points = {{0, 0.5}, {10, 1.5}}}},
                .bands = {{.group = 1,
                           .lows = {{0, 0.5}, {10, 1.5}},
                           .highs = {{0, 1.5}, {10, 2.5}}}}})
          .markup();
  const size_t band = markup.find("band c1");
  const size_t seed = markup.find("seed c1");
  const size_t mean = markup.find("mean c1");
  ASSERT_NE(mean, std::string::npos);
  EXPECT_LT(band, seed);
  EXPECT_LT(seed, mean);
  EXPECT_THAT(markup, HasSubstr("<title>seed 1</title>"));
  EXPECT_THAT(markup, HasSubstr("stroke-dasharray"));
}

TEST(LineChart, BandsThatReachBeyondTheLinesLieWithinTheAxes) {
  const LineChart chart{
      .lines = {{.name = "all", .group = 1, .is_mean = true, .points = {{0, 1}, {10, 2}}}},
      .bands = {{.group = 1, .lows = {{0, -500}, {10, 1}}, .highs = {{0, 500}, {10, 3}}}}};
  const std::string markup = drawn(chart).markup();
  const size_t band = markup.find("d=\"M", markup.find("band c1"));
  ASSERT_NE(band, std::string::npos);
  const std::string outline = markup.substr(band + 3, markup.find('"', band + 3) - band - 3);
  EXPECT_THAT(outline, Not(HasSubstr("-"))) << "above the chart";
}

TEST(LineChart, IsInterruptedWhereThereIsNoValue) {
  const std::string markup =
      drawn(LineChart{.lines = {{.points = {{0, 1}, {1, 2}, {2, std::nan("")}, {3, 2}, {4, 1}}}}})
          .markup();
  const size_t path = markup.find("d=\"M");
  ASSERT_NE(path, std::string::npos);
  const std::string d = markup.substr(path + 3, markup.find('"', path + 3) - path - 3);
  EXPECT_EQ(std::ranges::count(d, 'M'), 2) << d;
  EXPECT_THAT(d, Not(HasSubstr("nan")));
}

TEST(LineChart, ASingleValueIsAMark) {
  EXPECT_THAT(drawn(LineChart{.lines = {{.points = {{5, 1}}}}}).markup(), HasSubstr("<circle"));
}

TEST(LineChart, IsDrawnOfNothing) {
  for (const LineChart& chart :
       {LineChart{}, LineChart{.lines = {{.points = {{1, std::nan("")}}}}}}) {
    const std::string markup = drawn(chart).markup();
    EXPECT_THAT(markup,
                AllOf(HasSubstr(">0</text>"), HasSubstr(">1.0</text>"), HasSubstr("</svg>")));
    EXPECT_THAT(markup,
                AllOf(Not(HasSubstr("<path")), Not(HasSubstr("<circle")), Not(HasSubstr("nan"))));
  }
}

}  // namespace
}  // namespace tandem
