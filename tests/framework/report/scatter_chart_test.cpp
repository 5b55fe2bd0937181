#include "framework/report/scatter_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(ParetoFront, HasWhatNoOtherPointBetters) {
  const std::vector<Point> points = {{3, 1}, {1, 3}, {2, 2}, {2, 4}, {4, 1}, {5, std::nan("")}};
  const std::vector<Point> front = pareto_front(points, true);
  ASSERT_THAT(front, SizeIs(3));
  EXPECT_EQ(front[0].x, 1);
  EXPECT_EQ(front[1].x, 2);
  EXPECT_EQ(front[2].x, 3);
}

TEST(ParetoFront, TurnsWithTheDirection) {
  const std::vector<Point> front = pareto_front({{1, 3}, {2, 2}, {3, 5}}, false);
  ASSERT_THAT(front, SizeIs(2));
  EXPECT_EQ(front[1].y, 5);
  EXPECT_THAT(pareto_front({}, true), IsEmpty());
}

TEST(ScatterChart, DrawsRunsOpenAndMeansFilled) {
  const std::string markup = drawn(ScatterChart{.points = {{"<mean>", 1, true, {2, 3}},
                                                           {"run", 1, false, {1, 2}},
                                                           {"lost", 1, false, {1, std::nan("")}}},
                                                .front = {{1, 2}, {2, 3}}})
                                 .markup();
  EXPECT_LT(markup.find("mark open c1"), markup.find("mark c1"));
  EXPECT_THAT(markup, HasSubstr("&lt;mean&gt;"));
  EXPECT_THAT(markup, HasSubstr("class=\"front\""));
  EXPECT_EQ(markup.find("lost"), std::string::npos);
}

TEST(ScatterChart, SharesGoFromZeroToOne) {
  const std::string markup =
      drawn(ScatterChart{.points = {{"run", 0, false, {0.5, 0.6}}}, .is_share = true}).markup();
  EXPECT_THAT(markup, HasSubstr(">0</text>"));
  EXPECT_THAT(markup, HasSubstr(">1.0</text>"));
}

}  // namespace
}  // namespace tandem
