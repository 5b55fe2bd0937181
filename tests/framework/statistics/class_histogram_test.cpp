// Shares of classes, and how they differ from those of data.
#include "framework/statistics/class_histogram.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

TEST(ClassHistogram, CountsEveryClass) {
  const at::Tensor shares = class_shares(at::tensor({2, 0, 2, 2}, at::kLong), 4);
  EXPECT_TRUE(at::allclose(shares, at::tensor({0.25, 0.0, 0.75, 0.0}, at::kDouble)));
  EXPECT_EQ(classes_found(shares), 2);
  EXPECT_NEAR(class_entropy(shares), -0.25 * std::log(0.25) - 0.75 * std::log(0.75), 1e-15);
}

TEST(ClassHistogram, OfADroppedHalfOfTheClassesIsOneBitAway) {
  const at::Tensor data = class_shares(at::arange(100).remainder(10), 10);
  const at::Tensor half = class_shares(at::arange(100).remainder(5), 10);
  EXPECT_NEAR(class_divergence(half, data), std::log(2.0), 1e-12);
  EXPECT_EQ(class_divergence(data, data), 0.0);
  EXPECT_EQ(classes_found(half), 5);
  EXPECT_TRUE(std::isinf(class_divergence(data, half)));
}

}  // namespace
}  // namespace tandem
