#include "framework/core/alignment.h"

#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(Alignment, RoundsUpToTheNextBoundary) {
  EXPECT_EQ(rounded_up(0, 64), 0);
  EXPECT_EQ(rounded_up(1, 64), 64);
  EXPECT_EQ(rounded_up(64, 64), 64);
  EXPECT_EQ(rounded_up(65, 64), 128);
}

TEST(Alignment, CountsWholeLinesOfFloats) {
  EXPECT_EQ(aligned_count(0), 0);
  EXPECT_EQ(aligned_count(1), 16);
  EXPECT_EQ(aligned_count(16), 16);
  EXPECT_EQ(aligned_count(17), 32);
}

}  // namespace
}  // namespace tandem
