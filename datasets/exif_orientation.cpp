#include "datasets/exif_orientation.h"

#include <cstdint>
#include <utility>

namespace tandem {
namespace {

constexpr std::string_view kExifMark{"Exif\0\0", 6};

/// Numbers in bytes of either order; 0 for what lies behind the end.
class Numbers {
 public:
  Numbers(std::string_view bytes, bool is_little_endian)
      : bytes_(bytes), is_little_endian_(is_little_endian) {}

  uint32_t at(size_t begin, size_t num_bytes) const {
    if (begin > bytes_.size() || bytes_.size() - begin < num_bytes) return 0;
    uint32_t number = 0;
    for (size_t i = 0; i < num_bytes; ++i) {
      const size_t place = begin + (is_little_endian_ ? num_bytes - 1 - i : i);
      number = number << 8 | static_cast<unsigned char>(bytes_[place]);
    }
    return number;
  }

 private:
  std::string_view bytes_;
  bool is_little_endian_;
};

/// Of the fields of a TIFF file; 1 where there is no such field.
int orientation_in(std::string_view tiff) {
  constexpr uint32_t kTag = 0x0112, kShort = 3;
  const Numbers numbers(tiff, tiff.starts_with("II"));
  const size_t fields = numbers.at(4, 4);
  const uint32_t count = numbers.at(fields, 2);
  for (uint32_t i = 0; i < count; ++i) {
    const size_t field = fields + 2 + size_t{12} * i;
    if (numbers.at(field, 2) != kTag || numbers.at(field + 2, 2) != kShort) continue;
    const uint32_t value = numbers.at(field + 8, 2);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

/// The row and column of a stored image of which a pixel of the upright one is.
std::pair<int64_t, int64_t> source_of(int64_t y, int64_t x, const Image& stored, int orientation) {
  const int64_t last_row = stored.height - 1, last_column = stored.width - 1;
  switch (orientation) {
    case 2:
      return {y, last_column - x};
    case 3:
      return {last_row - y, last_column - x};
    case 4:
      return {last_row - y, x};
    case 5:
      return {x, y};
    case 6:
      return {last_row - x, y};
    case 7:
      return {last_row - x, last_column - y};
    case 8:
      return {x, last_column - y};
    default:
      return {y, x};
  }
}

}  // namespace

int exif_orientation(std::string_view jpeg) {
  constexpr uint32_t kApp1 = 0xe1, kScan = 0xda;
  const Numbers numbers(jpeg, /*is_little_endian=*/false);
  // Segments behind the two bytes that begin the file: 0xff, a marker, their length.
  for (size_t begin = 2; numbers.at(begin, 1) == 0xff;) {
    const uint32_t marker = numbers.at(begin + 1, 1);
    const uint32_t length = numbers.at(begin + 2, 2);
    if (marker == kScan || length < 2) return 1;
    if (begin + 4 > jpeg.size()) return 1;
    const std::string_view content = jpeg.substr(begin + 4, length - 2);
    if (marker == kApp1 && content.starts_with(kExifMark)) {
      return orientation_in(content.substr(kExifMark.size()));
    }
    begin += 2 + length;
  }
  return 1;
}

Image upright(Image image, int orientation) {
  if (orientation <= 1) return image;
  const bool is_turned = orientation >= 5;
  Image seen{.height = is_turned ? image.width : image.height,
             .width = is_turned ? image.height : image.width,
             .channels = image.channels,
             .pixels = {}};
  seen.pixels.reserve(image.pixels.size());
  for (int64_t y = 0; y < seen.height; ++y) {
    for (int64_t x = 0; x < seen.width; ++x) {
      const auto [row, column] = source_of(y, x, image, orientation);
      const uint8_t* pixel = image.pixels.data() + (row * image.width + column) * image.channels;
      seen.pixels.insert(seen.pixels.end(), pixel, pixel + image.channels);
    }
  }
  return seen;
}

}  // namespace tandem
