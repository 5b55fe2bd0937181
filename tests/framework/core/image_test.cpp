#include "framework/core/image.h"

#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

Image gradient(int64_t height, int64_t width, int64_t channels) {
  Image image{.height = height, .width = width, .channels = channels, .pixels = {}};
  for (int64_t i = 0; i < height * width * channels; ++i) {
    image.pixels.push_back(static_cast<uint8_t>(i * 31));
  }
  return image;
}

Image filled(int64_t side, uint8_t value) {
  return {.height = side,
          .width = side,
          .channels = 1,
          .pixels = std::vector<uint8_t>(static_cast<size_t>(side * side), value)};
}

uint8_t sample(const Image& image, int64_t y, int64_t x) {
  return image.pixels[static_cast<size_t>((y * image.width + x) * image.channels)];
}

class PngRoundTripTest : public testing::TestWithParam<int64_t> {};

TEST_P(PngRoundTripTest, DecodesToTheSamePixels) {
  const Image image = gradient(5, 7, GetParam());
  const std::string bytes = encode_png(image);
  const Image decoded = decode_png(bytes);
  EXPECT_EQ(decoded.channels, GetParam());
  EXPECT_EQ(decoded.height, 5);
  EXPECT_EQ(decoded.width, 7);
  EXPECT_EQ(decoded.pixels, image.pixels);
  EXPECT_EQ(encode_png(gradient(5, 7, GetParam())), bytes) << "equal images, equal bytes";
}

INSTANTIATE_TEST_SUITE_P(Channels, PngRoundTripTest, testing::Values(1, 3));

TEST(PngTest, RefusesWhatHasNoForm) {
  EXPECT_THROW(encode_png(Image{}), Error);
  EXPECT_THROW(encode_png(gradient(2, 2, 2)), Error);
  EXPECT_THROW(encode_png(gradient(0, 2, 1)), Error);
  Image short_of_pixels = gradient(4, 4, 1);
  short_of_pixels.pixels.pop_back();
  EXPECT_NE(message_of<Error>([&] { encode_png(short_of_pixels); }).find("4x4x1 with 15 samples"),
            std::string::npos);
}

TEST(PngTest, RefusesToReadWhatIsTornOrNone) {
  const std::string bytes = encode_png(gradient(8, 8, 3));
  EXPECT_THROW(decode_png(""), DataError);
  EXPECT_THROW(decode_png("<svg></svg>"), DataError);
  EXPECT_THROW(decode_png(bytes.substr(0, bytes.size() - 20)), DataError);
  std::string huge = bytes;
  huge.replace(16, 8, std::string("\0\1\0\0\0\1\0\0", 8));
  EXPECT_THROW(decode_png(huge), DataError);
}

TEST(PngTest, SixteenBitsAreScaledToEight) {
  // 2x2 in grey, as NumPy arrays are written: 0x0000, 0x1000, 0x8000, 0xffff.
  constexpr unsigned char kBytes[] = {
      0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44,
      0x52, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x02, 0x10, 0x00, 0x00, 0x00, 0x00, 0x07,
      0x4d, 0x8e, 0xbb, 0x00, 0x00, 0x00, 0x12, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x60,
      0x60, 0x10, 0x60, 0x60, 0x68, 0x60, 0xf8, 0xff, 0x1f, 0x00, 0x05, 0x77, 0x02, 0x8f, 0xc2,
      0x84, 0x35, 0x9d, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82};
  const Image image = decode_png({reinterpret_cast<const char*>(kBytes), sizeof(kBytes)});
  EXPECT_EQ(image.channels, 1);
  EXPECT_EQ(image.pixels, (std::vector<uint8_t>{0, 16, 128, 255}));
}

TEST(GridTest, TilesLieInReadingOrderTwoPixelsApart) {
  const Image grid = make_grid({filled(3, 10), filled(3, 20), filled(3, 30)}, 2);
  ASSERT_EQ(grid.height, 8);
  ASSERT_EQ(grid.width, 8);
  EXPECT_EQ(sample(grid, 0, 0), 10);
  EXPECT_EQ(sample(grid, 2, 2), 10);
  EXPECT_EQ(sample(grid, 0, 5), 20);
  EXPECT_EQ(sample(grid, 5, 0), 30);
  EXPECT_EQ(sample(grid, 0, 3), 128) << "between tiles";
  EXPECT_EQ(sample(grid, 4, 0), 128) << "between rows";
  EXPECT_EQ(sample(grid, 7, 7), 128) << "no fourth tile";
}

TEST(GridTest, ColoursStayTogether) {
  const Image tile = gradient(2, 2, 3);
  const Image grid = make_grid({tile, tile}, 8);
  ASSERT_EQ(grid.width, 6) << "two tiles make two columns";
  for (size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(grid.pixels[i], tile.pixels[i]);
    EXPECT_EQ(grid.pixels[12 + i], tile.pixels[i]);
  }
}

TEST(GridTest, RefusesNothingAndDifferentShapes) {
  EXPECT_THROW(make_grid({}, 2), Error);
  EXPECT_THROW(make_grid({filled(2, 0)}, 0), Error);
  EXPECT_THROW(make_grid({filled(2, 0), filled(3, 0)}, 2), Error);
  EXPECT_THROW(make_grid({filled(2, 0), gradient(2, 2, 3)}, 2), Error);
}

}  // namespace
}  // namespace tandem
