// Images in memory, as PNG files, and as grids of equal tiles.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tandem {

/// 8-bit samples, row-major, channels interleaved (H, W, C), C = 1 (grey) or 3 (RGB).
struct Image {
  int64_t height = 0;
  int64_t width = 0;
  int64_t channels = 0;
  std::vector<uint8_t> pixels;
};

/// The bytes of a PNG file; equal images give equal bytes. Throws Error for an unusable shape.
std::string encode_png(const Image& image);

/// Whether bytes begin as those of every PNG file do.
bool is_png(std::string_view bytes);

/// The image of a PNG file, as 8 bits, grey or RGB; transparency lies on black. Throws DataError
/// for bytes that are no PNG, are damaged, or have more than 2^26 pixels.
Image decode_png(std::string_view bytes);

/// Tiles of one shape, in reading order, `num_columns` to a row, 2 pixels apart on mid grey; a last
/// row that is not full stays grey, and fewer tiles than columns make a narrower grid. Throws Error
/// when shapes differ or there are none.
Image make_grid(const std::vector<Image>& tiles, int64_t num_columns);

}  // namespace tandem
