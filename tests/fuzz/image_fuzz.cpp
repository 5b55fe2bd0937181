// PNG and JPEG files: what is accepted is an image that is encoded and decoded to the same. The
// checksums of the chunks of a PNG are made true, since nothing would get past them.
#include <zlib.h>

#include "datasets/image_file.h"
#include "framework/core/image.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {
namespace {

constexpr size_t kMagicBytes = 8;
constexpr size_t kFrameBytes = 12;  // of a chunk: length, type, checksum

uint32_t big_endian(std::string_view bytes) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

std::string signed_png(std::string_view bytes) {
  std::string png(bytes);
  for (size_t begin = kMagicBytes; begin + kFrameBytes <= png.size();) {
    const size_t length = big_endian(std::string_view(png).substr(begin, 4));
    if (length > png.size() - begin - kFrameBytes) break;
    const auto* typed = reinterpret_cast<const Bytef*>(png.data() + begin + 4);
    const uLong checksum = crc32(0, typed, static_cast<uInt>(length + 4));
    for (size_t i = 0; i < 4; ++i) {
      png[begin + 8 + length + i] = static_cast<char>(checksum >> (24 - 8 * i) & 0xff);
    }
    begin += kFrameBytes + length;
  }
  return png;
}

}  // namespace

void try_input(std::string_view bytes) {
  const bool is_png = bytes.starts_with('\x89');
  const std::filesystem::path path = empty_directory() / (is_png ? "x.png" : "x.jpg");
  write_bytes(path, is_png ? signed_png(bytes) : bytes);
  Image image;
  if (!is_accepted([&] { image = read_image(path); })) return;
  require(image.channels == 1 || image.channels == 3, "an image is grey or of colours");
  require(image.pixels.size() == static_cast<size_t>(image.height * image.width * image.channels),
          "as many samples as the shape says");
  constexpr size_t kSmall = 1 << 16;  // encoding is slow
  if (image.pixels.size() > kSmall) return;
  const Image again = decode_png(encode_png(image));
  require(again.pixels == image.pixels && again.channels == image.channels,
          "an image written again is the same");
}

}  // namespace tandem::fuzzing
