// An image in memory, as files and grids have it.
#pragma once

#include <cstdint>
#include <vector>

namespace tandem {

/// 8-bit samples, row-major, channels interleaved (H, W, C), C = 1 (grey) or 3 (RGB).
struct Image {
  int64_t height = 0;
  int64_t width = 0;
  int64_t channels = 0;
  std::vector<uint8_t> pixels;
};

}  // namespace tandem
