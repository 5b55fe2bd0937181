#include "datasets/derived_pairs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/plain_image.h"
#include "tests/support/rows_source.h"

namespace tandem {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

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

TEST(Derive, GreyIsTheLuma) {
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
