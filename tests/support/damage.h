// Damage to files, as disks, interrupted writes and people do it.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <fstream>

namespace tandem {

/// Flips one bit of one byte in place; doing it again repairs the file.
inline void flip_bit(const std::filesystem::path& path, int64_t position, int bit) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekg(position);
  const int byte = file.get();
  ASSERT_NE(byte, std::char_traits<char>::eof()) << path << " has no byte " << position;
  file.seekp(position);
  file.put(static_cast<char>(byte ^ (1 << bit)));
  ASSERT_TRUE(file.flush()) << path;
}

}  // namespace tandem
