#include "framework/report/thinned_series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace tandem {
namespace {

using ::testing::Contains;
using ::testing::Le;
using ::testing::SizeIs;

std::vector<Point> wave(size_t count) {
  std::vector<Point> points;
  for (size_t i = 0; i < count; ++i) {
    const auto x = static_cast<double>(i);
    points.push_back({x, std::sin(x)});
  }
  return points;
}

TEST(ThinnedSeries, ShortOnesStayAsTheyAre) { EXPECT_THAT(thinned(wave(500)), SizeIs(500)); }

TEST(ThinnedSeries, KeepsEndsAndWhatStandsOut) {
  std::vector<Point> points = wave(20'000);
  points[7'654].y = 50;
  points[12'345].y = -50;
  const std::vector<Point> kept = thinned(points);
  EXPECT_THAT(kept, SizeIs(Le(kMostPoints)));
  EXPECT_EQ(kept.front().x, 0);
  EXPECT_EQ(kept.back().x, 19'999);
  std::vector<double> xs;
  for (const Point& point : kept) xs.push_back(point.x);
  EXPECT_TRUE(std::ranges::is_sorted(xs));
  EXPECT_THAT(xs, Contains(7'654));
  EXPECT_THAT(xs, Contains(12'345));
}

TEST(ThinnedSeries, KeepsGaps) {
  std::vector<Point> points = wave(4'000);
  points[2'000].y = std::nan("");
  const std::vector<Point> kept = thinned(points);
  EXPECT_TRUE(std::ranges::any_of(kept, [](const Point& point) { return std::isnan(point.y); }));
  EXPECT_THAT(kept, SizeIs(Le(kMostPoints)));
}

TEST(ThinnedSeries, OfUnevenStepsKeepsSomeOfEachStretch) {
  std::vector<Point> points;
  for (int i = 0; i < 1000; ++i) points.push_back({std::pow(1.01, i), static_cast<double>(i)});
  const std::vector<Point> kept = thinned(points, 100);
  EXPECT_THAT(kept, SizeIs(Le(100U)));
  EXPECT_EQ(kept.back().x, points.back().x);
  // No stretch of x, of which the last has most points and the first many, is without one.
  const double length = points.back().x / 25;
  for (int stretch = 1; stretch <= 25; ++stretch) {
    EXPECT_TRUE(std::ranges::any_of(kept, [&](const Point& point) {
      return point.x > (stretch - 1) * length && point.x <= stretch * length + 1;
    })) << stretch;
  }
}

}  // namespace
}  // namespace tandem
