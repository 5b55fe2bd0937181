// Images of one colour, and files of them. For tests of what reads images.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "framework/core/files.h"
#include "framework/core/image.h"

namespace tandem {

/// An image of one colour.
inline Image plain(int64_t height, int64_t width, const std::vector<uint8_t>& color) {
  Image image{.height = height,
              .width = width,
              .channels = static_cast<int64_t>(color.size()),
              .pixels = {}};
  for (int64_t i = 0; i < height * width; ++i) {
    image.pixels.insert(image.pixels.end(), color.begin(), color.end());
  }
  return image;
}

/// A ramp: no two pixels near each other are alike.
inline Image ramp(int64_t height, int64_t width, int64_t channels) {
  Image image{.height = height, .width = width, .channels = channels, .pixels = {}};
  for (int64_t i = 0; i < height * width * channels; ++i) {
    image.pixels.push_back(static_cast<uint8_t>(i * 37 + 11));
  }
  return image;
}

/// Writes a PNG, and the folders that it is in.
inline void write_png(const std::filesystem::path& path, const Image& image) {
  std::filesystem::create_directories(path.parent_path());
  write_file_synced(path, encode_png(image));
}

}  // namespace tandem
