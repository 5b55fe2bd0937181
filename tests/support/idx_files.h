// Writes IDX files as MNIST has them, for tests that pack them.
#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "framework/core/files.h"

namespace tandem {

inline std::string idx_bytes(const std::vector<uint32_t>& sizes, const std::string& values) {
  std::string bytes = {0, 0, 8, static_cast<char>(sizes.size())};
  for (uint32_t size : sizes) {
    for (int shift : {24, 16, 8, 0}) bytes += static_cast<char>(size >> shift);
  }
  return bytes + values;
}

inline void write_gzip(const std::filesystem::path& path, const std::string& bytes) {
  gzFile file = gzopen(path.c_str(), "wb");
  ASSERT_NE(file, nullptr);
  ASSERT_EQ(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())),
            static_cast<int>(bytes.size()));
  ASSERT_EQ(gzclose(file), Z_OK);
}

/// Pixel of an image in the files below: every image is another one.
inline char idx_pixel(int64_t image, int64_t pixel) {
  return static_cast<char>(image * 31 + pixel * 5);
}

/// Four files, train compressed and test plain, of 4 x 3 pixels and labels 0 to 9 in turn.
inline void write_idx_files(const std::filesystem::path& directory, uint32_t num_train,
                            uint32_t num_test) {
  const auto images = [](uint32_t count) {
    std::string values;
    for (uint32_t i = 0; i < count * 12; ++i) values += idx_pixel(i / 12, i % 12);
    return idx_bytes({count, 4, 3}, values);
  };
  const auto labels = [](uint32_t count) {
    std::string values;
    for (uint32_t i = 0; i < count; ++i) values += static_cast<char>(i % 10);
    return idx_bytes({count}, values);
  };
  write_gzip(directory / "train-images-idx3-ubyte.gz", images(num_train));
  write_gzip(directory / "train-labels-idx1-ubyte.gz", labels(num_train));
  replace_file(directory / "t10k-images-idx3-ubyte", images(num_test));
  replace_file(directory / "t10k-labels-idx1-ubyte", labels(num_test));
}

}  // namespace tandem
