#include "framework/report/embedded_image.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/files.h"
#include "framework/core/image.h"
#include "framework/core/seed.h"
#include "tests/support/plain_image.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(Base64, IsThatOfTheStandard) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64(std::string("\xff\xfe\x00", 3)), "//4A");
}

TEST(PngSize, IsThatOfTheHeader) {
  const auto size = png_size(encode_png(ramp(5, 7, 3)));
  ASSERT_TRUE(size);
  EXPECT_EQ(size->width, 7);
  EXPECT_EQ(size->height, 5);
  EXPECT_FALSE(png_size("<svg onload=alert(1)>"));
  EXPECT_FALSE(png_size(encode_png(ramp(5, 7, 3)).substr(0, 20)));
  std::string huge = encode_png(ramp(5, 7, 3));
  huge[16] = '\x7f';
  EXPECT_FALSE(png_size(huge));
}

TEST(ImageAllowance, LeavesToLargeFilesWhatSmallOnesDoNotNeed) {
  EXPECT_EQ(image_allowance({10, 20, 30}, 100), 100U) << "all fit";
  EXPECT_EQ(image_allowance({10, 500, 500}, 100), 45U);
  EXPECT_EQ(image_allowance({}, 100), 100U);
}

TEST(AllowanceOfFiles, CountsThoseThatAreThere) {
  const TemporaryDirectory directory;
  for (const char* name : {"a", "b"}) replace_file(directory / name, std::string(80, 'x'));
  EXPECT_EQ(allowance_of_files({directory / "a", directory / "b", directory / "none"}, 100), 50U);
}

class EmbeddedImageTest : public testing::Test {
 protected:
  EmbeddedImage embedded(const std::string& bytes, uint64_t allowance) {
    const std::filesystem::path path = directory_.path() / "image.png";
    replace_file(path, bytes);
    return embedded_image(path, "a \"grid\"", allowance);
  }
  TemporaryDirectory directory_;
};

TEST_F(EmbeddedImageTest, HoldsTheFileAsItIs) {
  const std::string bytes = encode_png(ramp(6, 8, 1));
  const EmbeddedImage image = embedded(bytes, 1'000'000);
  EXPECT_EQ(image.image.markup(), "<img src=\"data:image/png;base64," + base64(bytes) +
                                      "\" width=\"8\" height=\"6\" alt=\"a &quot;grid&quot;\">");
  EXPECT_THAT(image.note, IsEmpty());
}

TEST_F(EmbeddedImageTest, IsMadeSmallerWhereThereIsNoRoomAndSaysSo) {
  Image noise = ramp(300, 401, 3);
  RandomSequence random(1);
  for (uint8_t& pixel : noise.pixels) pixel = static_cast<uint8_t>(random.below(256));
  const std::string bytes = encode_png(noise);
  const EmbeddedImage image = embedded(bytes, bytes.size() / 2);
  EXPECT_THAT(image.image.markup(), HasSubstr("width=\"401\" height=\"300\""))
      << "as large on the page as it would have been";
  EXPECT_LT(image.image.markup().size(), bytes.size());
  EXPECT_THAT(image.note, StartsWith("shown with 1/2"));
}

TEST_F(EmbeddedImageTest, IsLeftOutWhereNothingHelpsAndSaysWhy) {
  EXPECT_THAT(embedded(encode_png(ramp(64, 64, 3)), 10).note, HasSubstr("keep the page small"));
  EXPECT_THAT(embedded("<script>", 100).note, HasSubstr("no PNG"));
  const std::string torn = encode_png(ramp(64, 64, 3)).substr(0, 200);
  EXPECT_THAT(embedded(torn, 100).note, HasSubstr("damaged"));
  EXPECT_TRUE(embedded("<script>", 100).image.empty());
}

TEST_F(EmbeddedImageTest, StandsAboveItsCaptionThatSaysWhatWasDone) {
  const std::filesystem::path path = directory_ / "image.png";
  replace_file(path, encode_png(ramp(6, 8, 1)));
  const EmbeddedImage whole = embedded_image(path, "a", 1'000'000);
  EXPECT_EQ(captioned_image(path, "a", 1'000'000, "seed 1").markup(),
            "<figure>" + whole.image.markup() + "<figcaption>seed 1</figcaption></figure>");
  replace_file(path, "<script>");
  EXPECT_EQ(captioned_image(path, "a", 100, "seed 1").markup(),
            "<figure><figcaption>seed 1; left out: it is no PNG image</figcaption></figure>");
}

TEST_F(EmbeddedImageTest, HalvesByMeans) {
  Image image = ramp(2, 2, 1);
  image.pixels = {10, 20, 30, 42};
  const std::string half = encode_png(Image{1, 1, 1, {26}});
  EXPECT_THAT(embedded(encode_png(image), half.size()).image.markup(), HasSubstr(base64(half)));
}

}  // namespace
}  // namespace tandem
