#include "framework/report/bar_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

size_t count_of(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(BarChart, HasABarForEachSeriesAndCategory) {
  const std::string markup = drawn(BarChart{.categories = {"<cat>", "dog"},
                                            .series = {{"generated", 0}, {"real", 1}},
                                            .values = {1, 2, std::nan(""), 4}})
                                 .markup();
  EXPECT_EQ(count_of(markup, "class=\"bar c0\""), 2U);
  EXPECT_EQ(count_of(markup, "class=\"bar c1\""), 1U) << "no bar where there is no value";
  EXPECT_THAT(markup, HasSubstr("generated, &lt;cat&gt;"));
  EXPECT_THAT(markup, Not(HasSubstr("nan")));
}

TEST(BarChart, StandsOnZero) {
  const std::string markup =
      drawn(BarChart{.categories = {"a"}, .series = {{"s", 0}}, .values = {7}}).markup();
  EXPECT_THAT(markup, HasSubstr(">0</text>"));
}

TEST(BarChart, NamesSomeOfManyCategories) {
  std::vector<std::string> categories;
  std::vector<double> values;
  for (int i = 0; i < 100; ++i) {
    categories.push_back("class " + std::to_string(i));
    values.push_back(i);
  }
  const std::string markup = drawn(BarChart{{}, categories, {{"s", 0}}, values}).markup();
  EXPECT_EQ(count_of(markup, "text-anchor=\"middle\""), 12U);
  EXPECT_THAT(markup, HasSubstr(">class…</text>"));
  EXPECT_EQ(count_of(markup, "class=\"bar c0\""), 100U);
}

}  // namespace
}  // namespace tandem
