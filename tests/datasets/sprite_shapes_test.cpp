#include "datasets/sprite_shapes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numbers>
#include <vector>

namespace tandem {
namespace {

std::vector<uint8_t> draw(const std::array<double, 6>& values) {
  std::vector<uint8_t> pixels(64 * 64);
  draw_sprite(values, pixels.data());
  return pixels;
}

int64_t area(const std::vector<uint8_t>& pixels) {
  return std::count(pixels.begin(), pixels.end(), 255);
}

TEST(SpriteShapes, TheGridIsThatOfDsprites) {
  EXPECT_EQ(sprite_classes(0), (std::array<int64_t, 6>{0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(sprite_classes(1), (std::array<int64_t, 6>{0, 0, 0, 0, 0, 1}));
  EXPECT_EQ(sprite_classes(kNumSprites - 1), (std::array<int64_t, 6>{0, 2, 5, 39, 31, 31}));
  const auto values = sprite_values({0, 2, 5, 10, 0, 31});
  EXPECT_EQ(values[0], 1.0);
  EXPECT_EQ(values[1], 3.0);
  EXPECT_DOUBLE_EQ(values[2], 1.0);
  EXPECT_DOUBLE_EQ(values[3], std::numbers::pi / 2.0);
  EXPECT_EQ(values[4], 0.0);
  EXPECT_EQ(values[5], 1.0);
}

TEST(SpriteShapes, PixelsAreBlackOrWhiteAndNothingIsCutOff) {
  for (int64_t shape = 0; shape < 3; ++shape) {
    for (int64_t orientation = 0; orientation < 40; ++orientation) {
      for (int64_t corner = 0; corner < 4; ++corner) {
        const auto pixels =
            draw(sprite_values({0, shape, 5, orientation, 31 * (corner % 2), 31 * (corner / 2)}));
        EXPECT_TRUE(std::all_of(pixels.begin(), pixels.end(),
                                [](uint8_t pixel) { return pixel == 0 || pixel == 255; }));
        const auto middle = draw(sprite_values({0, shape, 5, orientation, 16, 16}));
        EXPECT_NEAR(static_cast<double>(area(pixels)), static_cast<double>(area(middle)), 25.0);
      }
    }
  }
}

TEST(SpriteShapes, AreasAreThoseOfTheShapes) {
  const double square = static_cast<double>(area(draw({1, 1, 1.0, 0.3, 0.5, 0.5})));
  const double ellipse = static_cast<double>(area(draw({1, 2, 1.0, 0.3, 0.5, 0.5})));
  const double half = static_cast<double>(area(draw({1, 1, 0.5, 0.3, 0.5, 0.5})));
  EXPECT_NEAR(square, 22.0 * 22.0, 25.0);
  EXPECT_NEAR(ellipse, std::numbers::pi * 15.0 * 7.5, 20.0);
  EXPECT_NEAR(half, 11.0 * 11.0, 15.0);
}

TEST(SpriteShapes, PositionMovesTheShapeRightAndDown) {
  const auto center = [](const std::vector<uint8_t>& pixels) {
    double x = 0, y = 0;
    for (size_t i = 0; i < pixels.size(); ++i) {
      if (pixels[i] == 0) continue;
      x += static_cast<double>(i % 64) + 0.5;
      y += static_cast<double>(i / 64) + 0.5;
    }
    const auto count = static_cast<double>(area(pixels));
    return std::pair(x / count, y / count);
  };
  const auto [x, y] = center(draw({1, 1, 1.0, 0.0, 0.0, 1.0}));
  EXPECT_NEAR(x, 16.0, 0.6);
  EXPECT_NEAR(y, 48.0, 0.6);
}

TEST(SpriteShapes, TheHeartPointsDownAndTurnsWithItsOrientation) {
  const auto upright = draw({1, 3, 1.0, 0.0, 0.5, 0.5});
  const auto turned = draw({1, 3, 1.0, std::numbers::pi, 0.5, 0.5});
  int64_t above = 0, above_turned = 0;
  for (size_t i = 0; i < 32 * 64; ++i) {
    above += upright[i] != 0;
    above_turned += turned[i] != 0;
  }
  EXPECT_GT(above, area(upright) / 2);
  EXPECT_LT(above_turned, area(turned) / 2);
  for (int64_t row = 0; row < 64; ++row) {
    for (int64_t column = 0; column < 32; ++column) {
      EXPECT_EQ(upright[static_cast<size_t>(row * 64 + column)],
                upright[static_cast<size_t>(row * 64 + 63 - column)]);
    }
  }
}

}  // namespace
}  // namespace tandem
