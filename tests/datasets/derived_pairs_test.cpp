#include "datasets/derived_pairs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "datasets/edges.h"
#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/plain_image.h"
#include "tests/support/rows_source.h"

namespace tandem {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

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

TEST(Derive, DownscaledHasBlockMeansAndKeepsWhatIsSmooth) {
  const Image grey = derive(plain(6, 10, {10, 20, 30}), Derivation::kDownscaled);
  EXPECT_EQ(grey.pixels, plain(6, 10, {10, 20, 30}).pixels);
  // Two blocks of means 0 and 80: the outer pixels stay, between the centres it is linear.
  Image step = plain(4, 8, {0});
  for (size_t i = 0; i < 32; ++i) step.pixels[i] = i % 8 < 4 ? 0 : i % 2 * 160;
  const Image smooth = derive(step, Derivation::kDownscaled);
  for (size_t row = 0; row < 4; ++row) {
    const auto begin = smooth.pixels.begin() + static_cast<ptrdiff_t>(row * 8);
    EXPECT_THAT(std::vector<uint8_t>(begin, begin + 8), ElementsAre(0, 0, 10, 30, 50, 70, 80, 80));
  }
}

TEST(Derive, GrayIsTheLuma) {
  EXPECT_THAT(derive(plain(1, 1, {200, 100, 50}), Derivation::kGrey).pixels, ElementsAre(124));
}

TEST(DerivedPairs, TheTargetIsTheImageAndLabelsAreKept) {
  const std::vector<Image> images = {plain(8, 8, {1, 2, 3}), plain(8, 8, {200, 100, 50})};
  const auto pairs = make_derived_pairs(
      std::make_unique<RowsSource>(images, std::vector<std::string>{"a", "b"}, 1, 1),
      Derivation::kGrey);
  const std::vector<FieldDescription> fields = pairs->fields();
  ASSERT_EQ(fields.size(), 3u);
  EXPECT_EQ(fields[0].name, "source");
  EXPECT_THAT(fields[0].shape, ElementsAre(8, 8, 1));
  EXPECT_EQ(fields[1].name, "target");
  EXPECT_THAT(fields[1].shape, ElementsAre(8, 8, 3));
  EXPECT_EQ(fields[2].name, "labels");
  EXPECT_EQ(pixels_of(*pairs, Split::kTrain, 1)[0], plain(8, 8, {124}).pixels);
  EXPECT_EQ(pixels_of(*pairs, Split::kTrain, 1)[1], images[1].pixels);
  EXPECT_EQ(pairs->read_label(Split::kTrain, 1), 1);
  EXPECT_TRUE(pairs->has_valid());
  EXPECT_EQ(pairs->origin().generator, "rows, pairs with grey");
  const auto small =
      make_derived_pairs(std::make_unique<RowsSource>(images), Derivation::kDownscaled);
  EXPECT_THAT(small->fields()[0].shape, ElementsAre(8, 8, 3));
}

TEST(DerivedPairs, WhatCannotBeDerivedIsRefused) {
  EXPECT_THAT(message_of<UsageError>([] {
                make_derived_pairs(
                    std::make_unique<RowsSource>(std::vector<Image>{plain(2, 2, {1})}),
                    Derivation::kGrey);
              }),
              HasSubstr("coloured images"));
  EXPECT_THAT(message_of<UsageError>([] { derivation_named("sepia"); }),
              HasSubstr("one of edges, grey, downscaled"));
}

}  // namespace
}  // namespace tandem
