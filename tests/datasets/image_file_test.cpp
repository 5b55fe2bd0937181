#include "datasets/image_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/encoded_jpeg.h"
#include "tests/support/error_message.h"
#include "tests/support/oriented_jpeg.h"
#include "tests/support/plain_image.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ImageFileTest : public testing::Test {
 protected:
  /// Puts a file in the place of the one before.
  fs::path file(const std::string& name, const std::string& bytes) const {
    replace_file(directory_ / name, bytes);
    return directory_ / name;
  }
  Image read(const std::string& name, const std::string& bytes) const {
    return read_image(file(name, bytes));
  }
  std::string refusal(const std::string& name, const std::string& bytes) const {
    const fs::path path = file(name, bytes);
    const std::string message = message_of<DataError>([&] { (void)read_image(path); });
    EXPECT_THAT(message, AllOf(StartsWith(path.string() + ": "), HasSubstr("--skip-broken")));
    return message;
  }

  TemporaryDirectory directory_;
  const std::string png_ = encode_png(plain(9, 9, {1, 2, 3}));
  const std::string jpeg_ = encode_jpeg(plain(16, 24, {200, 100, 50}));
};

TEST_F(ImageFileTest, NamesEndAsThoseOfImagesInAnyCase) {
  for (const char* name : {"a.png", "a.PNG", "b/c.JpG", "a.txt.jpeg"}) {
    EXPECT_TRUE(has_image_name(name)) << name;
  }
  for (const char* name : {"", "png", ".png", "a.gif", "a.png.txt", "a.jpe", "a.png "}) {
    EXPECT_FALSE(has_image_name(name)) << name;
  }
}

TEST_F(ImageFileTest, PngIsReadToThePixel) {
  for (const int64_t channels : {1, 3}) {
    const Image written = ramp(3, 5, channels);
    const Image image = read("a.PNG", encode_png(written));
    EXPECT_EQ(image.height, 3);
    EXPECT_EQ(image.width, 5);
    EXPECT_EQ(image.channels, channels);
    EXPECT_EQ(image.pixels, written.pixels);
  }
}

TEST_F(ImageFileTest, JpegIsReadInItsColoursOrInGrey) {
  const Image image = read("a.jpg", jpeg_);
  EXPECT_EQ(image.height, 16);
  EXPECT_EQ(image.width, 24);
  ASSERT_EQ(image.channels, 3);
  ASSERT_EQ(image.pixels.size(), 16U * 24U * 3U);
  for (size_t i = 0; i < image.pixels.size(); i += 3) {
    EXPECT_NEAR(image.pixels[i], 200, 2);
    EXPECT_NEAR(image.pixels[i + 1], 100, 2);
    EXPECT_NEAR(image.pixels[i + 2], 50, 2);
  }
  const Image grey = read("b.JPEG", encode_jpeg(plain(8, 8, {77}), TJPF_GRAY));
  ASSERT_EQ(grey.channels, 1);
  ASSERT_EQ(grey.pixels.size(), 64U);
  for (const uint8_t value : grey.pixels) EXPECT_NEAR(value, 77, 2);
}

TEST_F(ImageFileTest, APictureOfATurnedCameraIsUpright) {
  const Image turned = read("a.jpg", testing_support::with_orientation(jpeg_, 6));
  EXPECT_EQ(turned.height, 24);
  EXPECT_EQ(turned.width, 16);
  EXPECT_EQ(turned.pixels.size(), 16U * 24U * 3U);
}

TEST_F(ImageFileTest, WhatIsNotWhatItsNameSaysIsRefused) {
  EXPECT_THAT(refusal("a.png", "hello"), HasSubstr("is neither PNG nor JPEG"));
  EXPECT_THAT(refusal("a.jpg", ""), HasSubstr("is neither PNG nor JPEG"));
  EXPECT_THAT(refusal("a.jpg", png_), HasSubstr("is a PNG under another name"));
  EXPECT_THAT(refusal("a.png", jpeg_), HasSubstr("is a JPEG under another name"));
}

TEST_F(ImageFileTest, WhatIsCutOffIsRefused) {
  EXPECT_THAT(refusal("a.jpg", jpeg_.substr(0, jpeg_.size() - 10)),
              HasSubstr("is a damaged JPEG (Premature end"));
  EXPECT_THAT(refusal("a.jpg", jpeg_.substr(0, jpeg_.size() / 2)),
              HasSubstr("is no readable JPEG"));
  for (const size_t num_bytes : {size_t{3}, size_t{30}}) {
    EXPECT_THAT(refusal("a.jpg", jpeg_.substr(0, num_bytes)), HasSubstr("the image has no pixels"))
        << num_bytes;
  }
  for (const size_t num_bytes : {size_t{8}, png_.size() / 2, png_.size() - 13}) {
    EXPECT_THAT(refusal("a.png", png_.substr(0, num_bytes)), HasSubstr("a.png")) << num_bytes;
  }
}

TEST_F(ImageFileTest, ColoursOfPrintAreNamed) {
  // The library makes YCCK of it. The last byte of this marker says so; 0 says CMYK.
  const std::string marker("Adobe\0\x64\0\0\0\0\2", 12);
  const std::string ycck = encode_jpeg(plain(16, 16, {9, 99, 200, 50}), TJPF_CMYK);
  ASSERT_NE(ycck.find(marker), std::string::npos);
  std::string cmyk = ycck;
  cmyk[cmyk.find(marker) + marker.size() - 1] = 0;
  for (const std::string& bytes : {ycck, cmyk}) {
    EXPECT_THAT(refusal("print.jpg", bytes),
                AllOf(HasSubstr("CMYK"), HasSubstr("Convert it"), Not(HasSubstr("damaged"))));
  }
}

/// Before there is memory for its pixels.
TEST_F(ImageFileTest, AnImageThatSaysThatItIsHugeIsRefused) {
  std::string bytes = jpeg_;
  // Behind the marker of a frame: its length, the precision, height and width.
  const size_t frame = bytes.find("\xff\xc0");
  ASSERT_NE(frame, std::string::npos);
  bytes.replace(frame + 5, 4, "\xea\x60\x80\x01");
  EXPECT_THAT(refusal("a.jpg", bytes), HasSubstr("the image is too large: 60000x32769"));
}

TEST_F(ImageFileTest, AHugeFileIsNotRead) {
  const fs::path path = file("a.png", png_);
  fs::resize_file(path, (uintmax_t{256} << 20) + 1);  // without blocks on the disk
  EXPECT_THAT(message_of<DataError>([&] { (void)read_image(path); }),
              HasSubstr("a.png: the file has 268435457 bytes, more than 256 MiB"));
}

TEST_F(ImageFileTest, AFileThatCannotBeReadIsNoDamage) {
  EXPECT_THAT(message_of<FileError>([&] { (void)read_image(directory_ / "none.png"); }),
              HasSubstr("none.png"));
  fs::create_directory(directory_ / "folder.png");
  EXPECT_THAT(message_of<FileError>([&] { (void)read_image(directory_ / "folder.png"); }),
              HasSubstr("folder.png"));
}

}  // namespace
}  // namespace tandem
