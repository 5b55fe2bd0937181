#include "framework/core/image.h"

#include <png.h>

#include <algorithm>
#include <memory>

#include "framework/core/error.h"

namespace tandem {
namespace {

constexpr int64_t kGap = 2;
constexpr uint8_t kBackground = 128;
// libpng itself refuses larger images by default (PNG_USER_WIDTH_MAX, PNG_USER_HEIGHT_MAX).
constexpr int64_t kMaxSide = 1'000'000;
// A few bytes may claim to be an image of any size.
constexpr int64_t kMostDecodedPixels = int64_t{1} << 26;

std::string shape_of(const Image& image) {
  return std::to_string(image.height) + "x" + std::to_string(image.width) + "x" +
         std::to_string(image.channels) + " with " + std::to_string(image.pixels.size()) +
         " samples";
}

void check_shape(const Image& image) {
  const bool sides_fit =
      image.height >= 1 && image.height <= kMaxSide && image.width >= 1 && image.width <= kMaxSide;
  const bool channels_fit = image.channels == 1 || image.channels == 3;
  if (!sides_fit || !channels_fit ||
      image.pixels.size() != static_cast<size_t>(image.height * image.width * image.channels)) {
    throw Error(ExitCode::kInternal,
                {.what = "this image has no PNG form",
                 .expected = "sides of 1 to 1000000, 1 or 3 channels and as many samples",
                 .got = shape_of(image)});
  }
}

void check_tiles(const std::vector<Image>& tiles, int64_t num_columns) {
  if (tiles.empty() || num_columns < 1) {
    throw Error(ExitCode::kInternal, {.what = "a grid needs tiles and columns",
                                      .expected = "at least 1 of each",
                                      .got = std::to_string(tiles.size()) + " tiles, " +
                                             std::to_string(num_columns) + " columns"});
  }
  for (const Image& tile : tiles) {
    check_shape(tile);
    if (tile.height != tiles[0].height || tile.width != tiles[0].width ||
        tile.channels != tiles[0].channels) {
      throw Error(ExitCode::kInternal, {.what = "the tiles of a grid differ in shape",
                                        .expected = shape_of(tiles[0]),
                                        .got = shape_of(tile)});
    }
  }
}

}  // namespace

bool is_png(std::string_view bytes) { return bytes.starts_with("\x89PNG\r\n\x1a\n"); }

std::string encode_png(const Image& image) {
  check_shape(image);
  // The simplified interface of libpng returns its errors; the other one jumps over destructors.
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  png.width = static_cast<png_uint_32>(image.width);
  png.height = static_cast<png_uint_32>(image.height);
  png.format = image.channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  png_alloc_size_t num_bytes = PNG_IMAGE_PNG_SIZE_MAX(png);
  std::string bytes(num_bytes, '\0');
  if (png_image_write_to_memory(&png, bytes.data(), &num_bytes, 0, image.pixels.data(), 0,
                                nullptr) == 0) {
    throw Error(ExitCode::kInternal, {.what = std::string("libpng: ") + png.message,
                                      .where = "an image of " + shape_of(image)});
  }
  bytes.resize(num_bytes);
  return bytes;
}

Image decode_png(std::string_view bytes) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  // Frees what libpng holds of an image that is not read to its end.
  const std::unique_ptr<png_image, void (*)(png_image*)> owner(&png, png_image_free);
  if (png_image_begin_read_from_memory(&png, bytes.data(), bytes.size()) == 0) {
    throw DataError({.what = std::string("is no readable PNG (") + png.message + ")"});
  }
  // Numbers of 16 bits are scaled like those of 8, and not taken for linear light.
  png.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  if (png.width < 1 || png.height > kMostDecodedPixels / png.width) {
    throw DataError({.what = "the image is too large: " + std::to_string(png.height) + "x" +
                             std::to_string(png.width)});
  }
  const bool color = (png.format & PNG_FORMAT_FLAG_COLOR) != 0;
  png.format = color ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  Image image{.height = png.height, .width = png.width, .channels = color ? 3 : 1, .pixels = {}};
  image.pixels.resize(static_cast<size_t>(image.height * image.width * image.channels));
  const png_color black{};
  if (png_image_finish_read(&png, &black, image.pixels.data(), 0, nullptr) == 0) {
    throw DataError({.what = std::string("is a damaged PNG (") + png.message + ")"});
  }
  return image;
}

Image make_grid(const std::vector<Image>& tiles, int64_t num_columns) {
  check_tiles(tiles, num_columns);
  const Image& first = tiles[0];
  const auto num_tiles = static_cast<int64_t>(tiles.size());
  const int64_t columns = std::min(num_columns, num_tiles);
  const int64_t rows = (num_tiles + columns - 1) / columns;
  const int64_t row_bytes = first.width * first.channels;
  Image grid{.height = rows * (first.height + kGap) - kGap,
             .width = columns * (first.width + kGap) - kGap,
             .channels = first.channels,
             .pixels = {}};
  grid.pixels.assign(static_cast<size_t>(grid.height * grid.width * grid.channels), kBackground);
  for (int64_t i = 0; i < num_tiles; ++i) {
    const int64_t top = i / columns * (first.height + kGap);
    const int64_t left = i % columns * (first.width + kGap);
    for (int64_t y = 0; y < first.height; ++y) {
      std::copy_n(tiles[static_cast<size_t>(i)].pixels.data() + y * row_bytes, row_bytes,
                  grid.pixels.data() + ((top + y) * grid.width + left) * grid.channels);
    }
  }
  return grid;
}

}  // namespace tandem
