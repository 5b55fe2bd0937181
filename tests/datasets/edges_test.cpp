#include "datasets/edges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/plain_image.h"

namespace tandem {
namespace {

using testing::Each;
using testing::ElementsAre;

/// A square of one grey, rows and columns `first` to `end` − 1, on black.
Image square(int64_t side, int64_t first, int64_t end, uint8_t grey) {
  Image image = plain(side, side, {0});
  for (int64_t row = first; row < end; ++row) {
    for (int64_t column = first; column < end; ++column) {
      image.pixels[static_cast<size_t>(row * side + column)] = grey;
    }
  }
  return image;
}

TEST(Edges, ASquareHasAThinClosedOutline) {
  const Image edges = edges_of(square(12, 4, 8, 255));
  EXPECT_EQ(edges.channels, 1);
  // What OpenCV's Canny draws with these thresholds and L2gradient: of the two equal gradients
  // beside a step, the one above or to the left.
  const std::vector<std::string> expected = {"............", "............", "............",
                                             ".....##.....", "....#..#....", "...#...#....",
                                             "...#...#....", "....####....", "............",
                                             "............", "............", "............"};
  std::vector<std::string> drawn;
  for (size_t row = 0; row < 12; ++row) {
    drawn.emplace_back();
    for (size_t column = 0; column < 12; ++column) {
      const uint8_t pixel = edges.pixels[row * 12 + column];
      ASSERT_TRUE(pixel == 0 || pixel == 255);
      drawn.back() += pixel == 255 ? '#' : '.';
    }
  }
  EXPECT_EQ(drawn, expected);
}

TEST(Edges, FaintOnesCountOnlyWhereTheyContinueStrongOnes) {
  // A step of g in grey has a gradient of 4 g: 40 gives 160, between the thresholds.
  EXPECT_THAT(edges_of(square(12, 4, 8, 40)).pixels, Each(0));
  EXPECT_THAT(edges_of(square(12, 4, 8, 20)).pixels, Each(0));
  Image step = plain(6, 20, {0});
  for (size_t row = 0; row < 6; ++row) {
    for (size_t column = 0; column < 20; ++column) {
      if (row >= 3) step.pixels[row * 20 + column] = column < 10 ? 40 : 60;
    }
  }
  const Image edges = edges_of(step);
  // The right half is strong (240); the left half (160) is marked by it to its end.
  for (size_t column = 0; column < 20; ++column) {
    int marked = 0;
    for (size_t row = 0; row < 6; ++row) marked += edges.pixels[row * 20 + column] == 255;
    EXPECT_EQ(marked, 1) << column;
  }
}

TEST(Edges, ThereAreNoneInAPlainImage) {
  EXPECT_THAT(edges_of(plain(5, 7, {200, 100, 50})).pixels, Each(0));
  EXPECT_THAT(edges_of(plain(1, 1, {9})).pixels, ElementsAre(0));
}

}  // namespace
}  // namespace tandem
