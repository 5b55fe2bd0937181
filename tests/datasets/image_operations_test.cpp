#include "datasets/image_operations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/plain_image.h"

namespace tandem {
namespace {

using testing::ElementsAre;

TEST(Resize, AveragesAndInterpolates) {
  const Image image{.height = 2, .width = 2, .channels = 1, .pixels = {0, 100, 100, 200}};
  EXPECT_EQ(resize(image, 2, 2).pixels, image.pixels);
  EXPECT_THAT(resize(image, 1, 1).pixels, ElementsAre(100));
  // As Pillow: the outer pixels stay, the inner ones are a quarter and three quarters between.
  const Image row{.height = 1, .width = 2, .channels = 1, .pixels = {0, 100}};
  EXPECT_THAT(resize(row, 1, 4).pixels, ElementsAre(0, 25, 75, 100));
}

TEST(Resize, BeginsWithTheHeightWhereTheImageInBetweenWouldBeHuge) {
  const auto pattern = [](int64_t height, int64_t width) {
    Image image{.height = height, .width = width, .channels = 1, .pixels = {}};
    for (int64_t i = 0; i < height * width; ++i) {
      image.pixels.push_back(static_cast<uint8_t>(i * i * 7919 % 251));
    }
    return image;
  };
  const auto height_first = [](const Image& image) {
    return resize(resize(image, 16, image.width), 16, 16).pixels;
  };
  const auto width_first = [](const Image& image) {
    return resize(resize(image, image.height, 16), 16, 16).pixels;
  };
  const Image tall = pattern(300, 3), usual = pattern(300, 4);
  ASSERT_NE(height_first(tall), width_first(tall));
  EXPECT_EQ(resize(tall, 16, 16).pixels, height_first(tall));
  EXPECT_EQ(resize(usual, 16, 16).pixels, width_first(usual));
  EXPECT_EQ(resize(pattern(int64_t{1} << 22, 1), 16384, 64).pixels.size(), 16384u * 64);
}

TEST(CenterCrop, KeepsTheMiddle) {
  const Image row{.height = 1, .width = 5, .channels = 1, .pixels = {1, 2, 3, 4, 5}};
  EXPECT_THAT(center_crop(row, 1, 1).pixels, ElementsAre(3));
  EXPECT_THAT(center_crop(row, 1, 3).pixels, ElementsAre(2, 3, 4));
}

TEST(RotateImage, ByNothingIsTheSameImage) {
  const Image image = ramp(5, 8, 3);
  EXPECT_EQ(rotate_image(image, 0).pixels, image.pixels);
}

TEST(RotateImage, TurnsCounterClockwiseAboutTheCentre) {
  const Image image{.height = 2, .width = 2, .channels = 1, .pixels = {1, 2, 3, 4}};
  EXPECT_THAT(rotate_image(image, 90).pixels, ElementsAre(2, 4, 1, 3));
  EXPECT_THAT(rotate_image(image, 180).pixels, ElementsAre(4, 3, 2, 1));
  EXPECT_THAT(rotate_image(image, -90).pixels, ElementsAre(3, 1, 4, 2));
}

TEST(RotateImage, InterpolatesAndBringsInBlack) {
  // After 45 degrees the corners of 3 x 3 pixels come from sqrt(2) away from the centre, where the
  // four nearest pixels are one inside and three outside.
  const Image image = plain(3, 3, {200});
  const Image turned = rotate_image(image, 45);
  const double inside = 1.0 - (std::sqrt(2.0) - 1.0);
  EXPECT_EQ(turned.pixels[4], 200);
  EXPECT_NEAR(turned.pixels[0], 200 * inside, 1.0);
  EXPECT_NEAR(turned.pixels[1], 200, 1.0);
}

}  // namespace
}  // namespace tandem
