#include "framework/report/rank_correlation.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(RankCorrelation, IsThatOfOrders) {
  EXPECT_DOUBLE_EQ(*rank_correlation({1, 2, 3, 4}, {10, 20, 1000, 2000}), 1.0);
  EXPECT_DOUBLE_EQ(*rank_correlation({1, 2, 3, 4}, {4, 3, 2, 1}), -1.0);
  // 1 − 6 Σd² / (n (n² − 1)), d = 0, 1, −1, 0.
  EXPECT_DOUBLE_EQ(*rank_correlation({1, 2, 3, 4}, {1, 3, 2, 4}), 0.8);
  // Ranks 1.5, 1.5, 3 and 1, 2, 3: 1.5 / √(1.5 · 2).
  EXPECT_NEAR(*rank_correlation({5, 5, 9}, {1, 2, 3}), 0.8660254037844387, 1e-15);
}

TEST(RankCorrelation, IsUnknownWhereNothingIsOrdered) {
  EXPECT_FALSE(rank_correlation({1, 2}, {1, 2}));
  EXPECT_FALSE(rank_correlation({1, 1, 1}, {1, 2, 3}));
  EXPECT_FALSE(rank_correlation({}, {}));
}

}  // namespace
}  // namespace tandem
