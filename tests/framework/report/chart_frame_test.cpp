#include "framework/report/chart_frame.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

using ::testing::HasSubstr;

TEST(ChartFrame, IsNamedAndDescribed) {
  ChartFrame frame(
      {.title = "<loss>", .description = "falls", .x_title = "step", .y_title = "nats"},
      linear_axis({0, 100}), linear_axis({0, 1}));
  frame.add(element("path", {{"class", "mark"}}));
  const std::string markup = frame.finished().markup();
  EXPECT_THAT(markup, HasSubstr("role=\"img\""));
  EXPECT_THAT(markup, HasSubstr("<title>&lt;loss&gt;</title><desc>falls</desc>"));
  EXPECT_THAT(markup, HasSubstr(">step</text>"));
  EXPECT_THAT(markup, HasSubstr(">nats</text>"));
  EXPECT_THAT(markup, HasSubstr("<path class=\"mark\"></path></svg>"));
}

TEST(ChartFrame, LargerIsFurtherRightAndFurtherUp) {
  const ChartFrame frame({}, linear_axis({0, 100}), linear_axis({0, 1}));
  EXPECT_LT(frame.x(10), frame.x(20));
  EXPECT_GT(frame.y(0.1), frame.y(0.2));
  EXPECT_DOUBLE_EQ(frame.y(0), frame.bottom());
}

TEST(Shortened, CutsBetweenCharacters) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcd", 3), "ab…");
  EXPECT_EQ(shortened("äöüß", 3), "äö…");
  EXPECT_EQ(shortened("a\nb", 20), "a\\x0ab");
}

}  // namespace
}  // namespace tandem
