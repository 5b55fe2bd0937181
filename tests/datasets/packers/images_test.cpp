#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <set>

#include "datasets/folder_source.h"
#include "datasets/image_folder.h"
#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/encoded_jpeg.h"
#include "tests/support/error_message.h"
#include "tests/support/open_source.h"
#include "tests/support/plain_image.h"
#include "tests/support/standard_error.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing_support::standard_error_of;

class ImagesTest : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& bytes) {
    fs::create_directories((directory_.path() / name).parent_path());
    write_file_synced(directory_.path() / name, bytes);
  }
  void write_png(const std::string& name, const Image& image) {
    tandem::write_png(directory_ / name, image);
  }

  std::unique_ptr<RowSource> open(std::vector<std::string> arguments = {}) const {
    arguments.insert(arguments.end(), {"--from", directory_.path().string()});
    return open_source("images", arguments);
  }

  /// What reading every row of train says.
  std::string refusal(const std::vector<std::string>& arguments = {}) const {
    return message_of<Error>([&] {
      const auto source = open(arguments);
      for (int64_t row : source->rows(Split::kTrain)) (void)pixels_of(*source, row);
    });
  }

  static std::vector<uint8_t> pixels_of(const RowSource& source, int64_t row,
                                        Split split = Split::kTrain) {
    const std::vector<int64_t> shape = source.fields()[0].shape;
    std::vector<uint8_t> pixels(static_cast<size_t>(shape[0] * shape[1] * shape[2]));
    int64_t label = 0;
    std::vector<std::byte*> fields = {reinterpret_cast<std::byte*>(pixels.data()),
                                      reinterpret_cast<std::byte*>(&label)};
    source.read_row(split, row, fields);
    return pixels;
  }

  static int64_t label_of(const RowSource& source, int64_t row, Split split) {
    std::vector<uint8_t> pixels(4096);
    int64_t label = -1;
    std::vector<std::byte*> fields = {reinterpret_cast<std::byte*>(pixels.data()),
                                      reinterpret_cast<std::byte*>(&label)};
    source.read_row(split, row, fields);
    return label;
  }

  TemporaryDirectory directory_;
};

TEST_F(ImagesTest, FoldersAreSplitsAndClasses) {
  write_png("train/cat/1.png", plain(2, 3, {10, 20, 30}));
  write_png("train/dog/1.PNG", plain(2, 3, {40, 50, 60}));
  write_png("test/cat/9.png", plain(2, 3, {1, 2, 3}));
  write_png("test/dog/8.png", plain(2, 3, {4, 5, 6}));
  write("train/dog/notes.txt", "not an image");
  const auto source = open();
  EXPECT_THAT(source->origin().class_names, ElementsAre("cat", "dog"));
  EXPECT_THAT(source->fields()[0].shape, ElementsAre(2, 3, 3));
  EXPECT_EQ(source->rows(Split::kTrain).size(), 2u);
  EXPECT_EQ(pixels_of(*source, 1), plain(2, 3, {40, 50, 60}).pixels);
  EXPECT_EQ(label_of(*source, 1, Split::kTrain), 1);
  EXPECT_EQ(pixels_of(*source, 0, Split::kTest), plain(2, 3, {1, 2, 3}).pixels);
}

TEST_F(ImagesTest, AFolderOfValidationImagesIsASplitOfItsOwn) {
  write_png("train/1.png", plain(1, 1, {1, 1, 1}));
  write_png("test/2.png", plain(1, 1, {2, 2, 2}));
  EXPECT_FALSE(open()->has_valid());
  write_png("val/3.png", plain(1, 1, {3, 3, 3}));
  const auto source = open();
  ASSERT_TRUE(source->has_valid());
  EXPECT_EQ(source->rows(Split::kValid).size(), 1u);
  EXPECT_EQ(pixels_of(*source, 0, Split::kValid), plain(1, 1, {3, 3, 3}).pixels);
  EXPECT_EQ(pixels_of(*source, 0, Split::kTest), plain(1, 1, {2, 2, 2}).pixels);
}

TEST_F(ImagesTest, AFlatFolderIsSplitByTheSeed) {
  for (int i = 0; i < 20; ++i) {
    write_png(std::to_string(i) + ".png", plain(1, 1, {static_cast<uint8_t>(i)}));
  }
  const auto source = open({"--test-fraction", "0.25"});
  EXPECT_EQ(source->rows(Split::kTrain).size(), 15u);
  EXPECT_EQ(source->rows(Split::kTest).size(), 5u);
  EXPECT_EQ(source->fields().size(), 1u);
  std::set<uint8_t> values;
  for (Split split : {Split::kTrain, Split::kTest}) {
    for (int64_t row : source->rows(split)) values.insert(pixels_of(*source, row, split)[0]);
  }
  EXPECT_EQ(values.size(), 20u);
  EXPECT_EQ(source->origin().source_digests, open()->origin().source_digests);
}

TEST_F(ImagesTest, OfTrainWithoutTestTheSeedDrawsTest) {
  for (uint8_t i = 0; i < 20; ++i) {
    write_png("train/" + std::to_string(i) + ".png", plain(1, 1, {i}));
  }
  EXPECT_EQ(open({"--test-fraction", "0.25"})->rows(Split::kTest).size(), 5u);
  write_png("test/1.png", plain(1, 1, {5}));
  EXPECT_EQ(open({"--test-fraction", "0.25"})->rows(Split::kTrain).size(), 20u);
  write("test/1.png", "damaged");
  const auto source = open({"--test-fraction", "0.25", "--skip-broken"});
  EXPECT_EQ(source->rows(Split::kTrain).size(), 20u);
  EXPECT_TRUE(source->rows(Split::kTest).empty());
}

TEST_F(ImagesTest, JpegIsReadAndResized) {
  write("a.jpg", encode_jpeg(plain(16, 24, {200, 100, 50})));
  const auto source = open({"--size", "8", "--crop", "--grey", "--test-fraction", "0"});
  EXPECT_THAT(source->fields()[0].shape, ElementsAre(8, 8, 1));
  for (uint8_t value : pixels_of(*source, 0)) EXPECT_NEAR(value, 124, 2);
}

TEST_F(ImagesTest, DamagedAndDisguisedFilesAreNamedOrLeftOut) {
  const std::string png = encode_png(plain(9, 9, {1, 2, 3}));
  const std::string jpeg = encode_jpeg(plain(32, 32, {9, 9, 9}));
  const std::vector<std::pair<std::string, std::string>> files = {
      {"cut.png", png.substr(0, png.size() / 2)},
      {"cut.jpg", jpeg.substr(0, jpeg.size() / 2)},
      {"text.png", "hello"},
      {"other.jpg", png},
  };
  for (const auto& [name, bytes] : files) {
    write(name, bytes);
    EXPECT_THAT(refusal({"--test-fraction", "0"}),
                AllOf(HasSubstr(name), HasSubstr("skip-broken")));
    fs::remove(directory_.path() / name);
  }
  for (const auto& [name, bytes] : files) write(name, bytes);
  write("good.png", png);
  std::unique_ptr<RowSource> source;
  const std::string said = standard_error_of([&] {
    source = open({"--skip-broken", "--test-fraction", "0"});
  });
  EXPECT_THAT(said, AllOf(HasSubstr("left out: "), HasSubstr("cut.jpg: is "),
                          Not(HasSubstr("--skip-broken"))));
  EXPECT_EQ(source->rows(Split::kTrain).size(), 1u);
  EXPECT_EQ(pixels_of(*source, 0), plain(9, 9, {1, 2, 3}).pixels);
}

TEST_F(ImagesTest, DifferentSizesAskForSize) {
  write_png("1.png", plain(2, 2, {5}));
  write_png("2.png", plain(2, 3, {5}));
  EXPECT_THAT(refusal({"--test-fraction", "0"}), AllOf(HasSubstr("2.png"), HasSubstr("--size N")));
}

TEST_F(ImagesTest, AFileThatWentAwayIsNamed) {
  ImageFolder folder{.root = directory_.path()};
  folder.train.push_back({.path = directory_ / "gone.png"});
  EXPECT_THAT(message_of<FileError>([&] { (void)make_folder_source(folder, {}); }),
              HasSubstr("gone.png: cannot be examined"));
  write_png("here.png", plain(2, 2, {5}));
  folder.train = {{.path = directory_ / "here.png", .partner = directory_ / "gone.png"}};
  EXPECT_THAT(message_of<FileError>([&] { (void)make_folder_source(folder, {}); }),
              HasSubstr("gone.png: cannot be examined"));
}

}  // namespace
}  // namespace tandem
