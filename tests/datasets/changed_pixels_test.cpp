#include "datasets/changed_pixels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "datasets/derived_pairs.h"
#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/open_source.h"
#include "tests/support/plain_image.h"
#include "tests/support/rows_source.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;

std::unique_ptr<RowSource> changed(const Image& image, const PixelChanges& changes) {
  return change_pixels(std::make_unique<RowsSource>(std::vector<Image>(200, image),
                                                    std::vector<std::string>{"a"}, 200),
                       changes);
}

TEST(ChangedPixels, InvertedTwiceIsTheOriginal) {
  const Image image = ramp(4, 4, 3);
  auto once = changed(image, {.invert = true});
  const std::vector<uint8_t> inverted = pixels_of(*once, Split::kTrain, 3)[0];
  for (size_t i = 0; i < inverted.size(); ++i) EXPECT_EQ(inverted[i], 255 - image.pixels[i]);
  EXPECT_EQ(once->origin().generator, "rows, inverted");
  const auto twice = change_pixels(std::move(once), {.invert = true});
  EXPECT_EQ(pixels_of(*twice, Split::kTrain, 3)[0], image.pixels);
  EXPECT_EQ(twice->read_label(Split::kTest, 3), 0);
  EXPECT_EQ(twice->rows(Split::kTest).size(), 200u);
}

TEST(ChangedPixels, AnglesAreDrawnEvenlyByTheSeedTheSplitAndTheRow) {
  // A white column turned by a small angle: how far its upper end went tells the angle.
  Image image = plain(41, 41, {0});
  for (size_t row = 0; row < 41; ++row) image.pixels[row * 41 + 20] = 255;
  const auto source = changed(image, {.rotate_degrees = 20, .seed = 1});
  std::vector<double> shifts;
  for (int64_t row = 0; row < 200; ++row) {
    const std::vector<uint8_t> pixels = pixels_of(*source, Split::kTrain, row)[0];
    double weight = 0, place = 0;
    for (size_t column = 0; column < 41; ++column) {
      weight += pixels[5 * 41 + column];
      place += pixels[5 * 41 + column] * (static_cast<double>(column) - 20.0);
    }
    shifts.push_back(std::atan(-place / weight / 15.0) * 57.29577951308232);
  }
  const double mean = std::accumulate(shifts.begin(), shifts.end(), 0.0) / 200;
  double square = 0;
  for (double shift : shifts) square += shift * shift / 200;
  EXPECT_LT(*std::max_element(shifts.begin(), shifts.end()), 20.5);
  EXPECT_GT(*std::min_element(shifts.begin(), shifts.end()), -20.5);
  // Of 200 even draws: a mean within 3 of its deviations 11.5 / sqrt(200), a variance of 133.
  EXPECT_NEAR(mean, 0.0, 2.5);
  EXPECT_NEAR(square, 400.0 / 3, 27.0);

  const auto same = changed(image, {.rotate_degrees = 20, .seed = 1});
  const auto other = changed(image, {.rotate_degrees = 20, .seed = 2});
  EXPECT_EQ(pixels_of(*same, Split::kTrain, 7), pixels_of(*source, Split::kTrain, 7));
  EXPECT_NE(pixels_of(*source, Split::kTest, 7), pixels_of(*source, Split::kTrain, 7));
  EXPECT_NE(pixels_of(*other, Split::kTrain, 7), pixels_of(*source, Split::kTrain, 7));
  EXPECT_EQ(source->origin().generator, "rows, rotated by up to 20 degrees");
}

TEST(ChangedPixels, TheBorderOfAnInvertedRotationIsWhite) {
  const auto source =
      changed(plain(32, 32, {0}), {.rotate_degrees = 45, .invert = true, .binarize = true});
  EXPECT_THAT(pixels_of(*source, Split::kTrain, 0)[0], Each(255));
  EXPECT_EQ(source->origin().generator, "rows, rotated by up to 45 degrees, inverted, binarized");
}

TEST(ChangedPixels, SourceAndTargetTurnAlike) {
  const auto pairs = change_pixels(
      make_derived_pairs(std::make_unique<RowsSource>(std::vector<Image>{ramp(9, 9, 3)}),
                         Derivation::kGrey),
      {.rotate_degrees = 90, .seed = 3});
  const auto images = pixels_of(*pairs, Split::kTrain, 0);
  // The luma of the turned target is the turned luma, but for rounding.
  Image target{.height = 9, .width = 9, .channels = 3, .pixels = images[1]};
  const std::vector<uint8_t> luma = derive(target, Derivation::kGrey).pixels;
  EXPECT_NE(images[1], ramp(9, 9, 3).pixels);
  for (size_t i = 0; i < luma.size(); ++i) EXPECT_NEAR(luma[i], images[0][i], 1.0);
}

TEST(ChangedPixels, BinarizedPixelsAreDrawnWithTheirIntensities) {
  Image image = plain(1, 3, {0});
  image.pixels = {64, 128, 255};
  const auto source = changed(image, {.binarize = true, .seed = 1});
  int64_t counts[] = {0, 0, 0};
  for (Split split : {Split::kTrain, Split::kTest}) {
    for (int64_t row = 0; row < 200; ++row) {
      const std::vector<uint8_t> pixels = pixels_of(*source, split, row)[0];
      for (size_t i = 0; i < 3; ++i) {
        ASSERT_TRUE(pixels[i] == 0 || pixels[i] == 255);
        counts[i] += pixels[i] == 255 ? 1 : 0;
      }
    }
  }
  // Three deviations of 400 draws.
  EXPECT_NEAR(static_cast<double>(counts[0]), 400 * 64 / 255.0, 26.0);
  EXPECT_NEAR(static_cast<double>(counts[1]), 400 * 128 / 255.0, 30.0);
  EXPECT_EQ(counts[2], 400);
}

TEST(ChangedPixels, BinarizedPixelsFollowFromTheSeed) {
  const auto drawn = [](uint64_t seed) {
    return pixels_of(*changed(plain(8, 8, {128}), {.binarize = true, .seed = seed}), Split::kTrain,
                     3);
  };
  EXPECT_EQ(drawn(1), drawn(1));
  EXPECT_NE(drawn(1), drawn(2));
}

TEST(ChangedPixels, WithoutAChangeTheSourceIsUsedAsItIs) {
  auto source = std::make_unique<RowsSource>(std::vector<Image>{plain(1, 1, {3})});
  const RowSource* address = source.get();
  EXPECT_EQ(change_pixels(std::move(source), {.seed = 4}).get(), address);
}

/// Rows without images.
class NumbersSource : public RowSource {
 public:
  DataSetOrigin origin() const override { return {.generator = "numbers"}; }
  std::vector<FieldDescription> fields() const override {
    return {{.name = "value", .shape = {}, .type = "int64"}};
  }
  std::vector<int64_t> rows(Split) const override { return {0}; }
  void read_row(Split, int64_t, std::span<std::byte* const>) const override {}
};

TEST(ChangedPixels, WhatCannotBeChangedIsRefused) {
  const auto refusal = [](const PixelChanges& changes) {
    return message_of<UsageError>(
        [&] { change_pixels(std::make_unique<NumbersSource>(), changes); });
  };
  EXPECT_THAT(refusal({.binarize = true}),
              AllOf(HasSubstr("--binarize needs images"), HasSubstr("got value")));
  EXPECT_THAT(refusal({.invert = true}), HasSubstr("--invert needs images"));
  EXPECT_THAT(refusal({.rotate_degrees = 5}), HasSubstr("--rotate needs images"));
  for (double degrees : {-1.0, 180.5}) {
    EXPECT_THAT(
        message_of<UsageError>([&] { changed(plain(1, 1, {3}), {.rotate_degrees = degrees}); }),
        HasSubstr("0 to 180"));
  }
  EXPECT_THAT(message_of<UsageError>([] {
                change_pixels(open_source("sprites", {"--count", "10"}), {.rotate_degrees = 5});
              }),
              HasSubstr("latents/classes"));
}

}  // namespace
}  // namespace tandem
