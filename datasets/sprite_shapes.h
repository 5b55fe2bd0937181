// Draws the images of the sprites data set: one white shape on black, in the manner of dSprites.
#pragma once

#include <array>
#include <cstdint>

namespace tandem {

/// The factors of dSprites in its order: color, shape, scale, orientation, x, y.
inline constexpr std::array<int64_t, 6> kSpriteFactorSizes = {1, 3, 6, 40, 32, 32};
inline constexpr int64_t kNumSprites = 737280;
inline constexpr int64_t kSpriteSize = 64;

/// The classes of the sprite at this place of the grid; y varies fastest.
std::array<int64_t, 6> sprite_classes(int64_t index);

/// What the classes stand for: color 1; shape 1 square, 2 ellipse, 3 heart; scale 0.5 to 1;
/// orientation in radians, [0, 2 pi); x and y 0 to 1.
std::array<double, 6> sprite_values(const std::array<int64_t, 6>& classes);

/// Draws 64 x 64 pixels, 0 or 255, row-major: a pixel is white when its center is in the shape.
void draw_sprite(const std::array<double, 6>& values, uint8_t* pixels);

}  // namespace tandem
