#include "framework/report/chart_style.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// A marker without its colour.
std::string shape_of(size_t group) {
  std::string markup = drawn(Marker{.group = group, .radius = 4}).markup();
  const std::string colour = colour_class(group);
  return markup.erase(markup.find(colour), colour.size());
}

TEST(ChartStyle, TellsThirtyGroupsApartWithoutColour) {
  std::set<std::string> looks;
  for (size_t group = 0; group < 30; ++group) looks.insert(dashes_of(group) + shape_of(group));
  EXPECT_EQ(looks.size(), 30U);
  EXPECT_EQ(shape_of(0), shape_of(6)) << "the colour alone";
}

TEST(ChartStyle, NeighboursDifferInColourDashesAndMarker) {
  EXPECT_NE(colour_class(0), colour_class(1));
  EXPECT_NE(dashes_of(0), dashes_of(1));
  EXPECT_THAT(drawn(Marker{.group = 0}).markup(), HasSubstr("<circle"));
  EXPECT_THAT(drawn(Marker{.group = 1}).markup(), HasSubstr("<path"));
}

TEST(ChartStyle, NoGroupHasTheColourOfTheReference) {
  for (size_t group = 0; group < 30; ++group) {
    EXPECT_NE(colour_class(group), colour_class(kReferenceGroup)) << group;
  }
}

TEST(ChartStyle, MarkersTellTheirNames) {
  EXPECT_THAT(drawn(Marker{.name = "<run>"}).markup(), HasSubstr("<title>&lt;run&gt;</title>"));
}

TEST(ChartStyle, ALegendIsForTwoOrMore) {
  EXPECT_TRUE(legend({{"alone", 0}}).empty());
  EXPECT_THAT(legend({{"a", 0}, {"<b>", 1}}).markup(), HasSubstr("<bdi>&lt;b&gt;</bdi>"));
}

TEST(ChartStyle, CoordinatesAreShort) {
  EXPECT_EQ(coordinate(12.0), "12");
  EXPECT_EQ(coordinate(12.34), "12.3");
  EXPECT_EQ(coordinate(-0.01), "0");
  EXPECT_EQ(coordinate(1e300), "9999");
  EXPECT_EQ(coordinate(std::nan("")), "0");
}

}  // namespace
}  // namespace tandem
