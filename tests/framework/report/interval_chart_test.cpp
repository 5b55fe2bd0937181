#include "framework/report/interval_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(IntervalChart, ShowsEveryRunTheMeanAndReferences) {
  const std::string markup = drawn(IntervalChart{.texts = {.title = "fid"},
                                                 .rows = {{.label = "<wide>",
                                                           .group = 2,
                                                           .values = {11, 12, std::nan("")},
                                                           .mean = 11.5,
                                                           .half_width = 0.5}},
                                                 .references = {{"floor", 4.3}}})
                                 .markup();
  EXPECT_THAT(markup, HasSubstr("&lt;wide&gt;"));
  EXPECT_THAT(markup, HasSubstr("mark open c2"));
  EXPECT_THAT(markup, HasSubstr("mean 11.5"));
  EXPECT_THAT(markup, HasSubstr(">floor</text>"));
  EXPECT_THAT(markup, Not(HasSubstr("nan")));
}

TEST(IntervalChart, AHugeIntervalSqueezesNothing) {
  const std::string markup =
      drawn(IntervalChart{
                .rows = {{.label = "few", .values = {1, 2}, .mean = 1.5, .half_width = 1e6}}})
          .markup();
  EXPECT_THAT(markup, HasSubstr(">1.4</text>"));
  EXPECT_THAT(markup, Not(HasSubstr("9999")));
}

TEST(IntervalChart, IsDrawnOfRowsWithoutValues) {
  const std::string markup = drawn(IntervalChart{.rows = {{.label = "diverged"}}}).markup();
  EXPECT_THAT(markup, HasSubstr(">diverged</text>"));
  EXPECT_THAT(markup, AllOf(Not(HasSubstr("class=\"mark")), Not(HasSubstr("class=\"mean"))));
}

}  // namespace
}  // namespace tandem
