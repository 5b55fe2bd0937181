#include "framework/sweep/median_of.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

TEST(MedianOf, IsTheMiddle) {
  EXPECT_EQ(median_of({3}), 3);
  EXPECT_EQ(median_of({9, 1, 2}), 2);
  EXPECT_EQ(median_of({9, 1, 2, 4}), 3);
  EXPECT_TRUE(std::isnan(median_of({1, std::nan(""), 2})));
}

}  // namespace
}  // namespace tandem
