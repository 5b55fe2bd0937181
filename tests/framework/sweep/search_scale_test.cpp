#include "framework/sweep/search_scale.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

TEST(SearchScale, SteppedValuesHaveHalfAStepOnBothSides) {
  const Interval whole = searched_interval(integers(2, 8, 2));
  EXPECT_EQ(whole.low, 1);
  EXPECT_EQ(whole.high, 9);
  const Interval log_whole = searched_interval(log_integers(1, 8));
  EXPECT_EQ(log_whole.low, std::log(0.5));
  EXPECT_EQ(log_whole.high, std::log(8.5));
  const Interval real = searched_interval(log_reals(0.5, 8));
  EXPECT_EQ(real.low, std::log(0.5));
  EXPECT_EQ(real.high, std::log(8));
}

TEST(SearchScale, PointsBecomeValuesThatThereAre) {
  EXPECT_EQ(from_scale(integers(2, 8, 2), 4.9), 4);
  EXPECT_EQ(from_scale(integers(2, 8, 2), 5.0), 6) << "step 1.5 is nearest to two steps";
  EXPECT_EQ(from_scale(integers(2, 8, 2), 3.0), 2) << "step 0.5 is nearest to none";
  EXPECT_EQ(from_scale(integers(2, 8, 2), 9.0), 8);
  EXPECT_EQ(from_scale(log_integers(1, 8), std::log(0.5)), 1);
  EXPECT_EQ(from_scale(stepped_reals(0.5, 1.5, 0.25), 0.9), 1.0);
  EXPECT_EQ(from_scale(log_reals(0.5, 8), std::log(9)), 8);
  EXPECT_DOUBLE_EQ(from_scale(log_reals(0.5, 8), to_scale(log_reals(0.5, 8), 3)), 3);
  EXPECT_EQ(from_scale(reals(-1, 1), 0.125), 0.125);
}

}  // namespace
}  // namespace tandem
