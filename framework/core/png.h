// PNG images of 8-bit samples: encoding, and grids of equal tiles. Called by `tandem inspect` and
// by the observer that writes samples.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tandem {

/// An image of 8-bit samples, row-major, channels interleaved (H, W, C), C = 1 (gray) or 3 (RGB).
struct Image {
  int64_t height = 0;
  int64_t width = 0;
  int64_t channels = 0;
  std::vector<uint8_t> pixels;
};

/// The bytes of a PNG file; equal images give equal bytes. Throws Error for an unusable shape.
std::string encode_png(const Image& image);

/// Tiles of one shape, in reading order, `num_columns` to a row, 2 pixels apart on mid gray;
/// a last row that is not full stays gray, and
/// fewer tiles than columns make a narrower grid. Throws Error when shapes differ or there are
/// none.
Image make_grid(const std::vector<Image>& tiles, int64_t num_columns);

}  // namespace tandem
