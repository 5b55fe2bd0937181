// Pictures as cameras write them. For tests of what reads JPEG files.
#pragma once

#include <string>

namespace tandem::testing_support {

/// A JPEG file with a segment of Exif data in front of its others, which has one field, the
/// orientation.
inline std::string with_orientation(const std::string& jpeg, char orientation,
                                    bool is_little_endian = true) {
  const std::string zero(1, '\0');
  const auto number = [&](std::string big_endian) {
    return is_little_endian ? std::string(big_endian.rbegin(), big_endian.rend()) : big_endian;
  };
  const auto two = [&](char low, char high = 0) { return number({high, low}); };
  const auto four = [&](char low) { return number({0, 0, 0, low}); };
  const std::string tiff = (is_little_endian ? "II" : "MM") + two(42) + four(8) + two(1) +
                           two(0x12, 0x01) + two(3) + four(1) + two(orientation) + two(0) + four(0);
  const std::string content = std::string("Exif") + zero + zero + tiff;
  const std::string length = {0, static_cast<char>(content.size() + 2)};
  return jpeg.substr(0, 2) + "\xff\xe1" + length + content + jpeg.substr(2);
}

}  // namespace tandem::testing_support
