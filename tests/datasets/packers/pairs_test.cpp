#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/open_source.h"
#include "tests/support/plain_image.h"
#include "tests/support/rows_source.h"
#include "tests/support/small_data_set.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class PairsTest : public testing::Test {
 protected:
  void write(const std::string& name, const Image& image) { write_png(directory_ / name, image); }

  /// A red and a blue half.
  void write_sides(const std::string& name, int64_t width) {
    Image image = plain(1, width, {200, 0, 0});
    for (int64_t i = width / 2; i < width; ++i) {
      image.pixels[static_cast<size_t>(3 * i)] = 0;
      image.pixels[static_cast<size_t>(3 * i + 2)] = 100;
    }
    write(name, image);
  }

  std::unique_ptr<RowSource> open(const std::vector<std::string>& arguments) const {
    return open_source("pairs", arguments);
  }
  std::vector<std::string> folders(const std::vector<std::string>& more = {}) const {
    std::vector<std::string> arguments = {"--source", directory_ / "s", "--target",
                                          directory_ / "t"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
  std::string refusal(const std::vector<std::string>& arguments) const {
    return message_of<Error>([&] {
      const auto source = open(arguments);
      for (int64_t row : source->rows(Split::kTrain)) (void)pixels_of(*source, Split::kTrain, row);
    });
  }

  TemporaryDirectory directory_;
};

TEST_F(PairsTest, TwoFoldersAreMatchedByNameWithoutEnding) {
  for (const std::string split : {"train", "test"}) {
    write("s/" + split + "/cat/1.png", plain(2, 3, {1, 1, 1}));
    write("s/" + split + "/dog/1.b.PNG", plain(2, 3, {2, 2, 2}));
    write("t/" + split + "/dog/1.b.png", plain(2, 3, {20, 20, 20}));
    write("t/" + split + "/cat/1.PNG", plain(2, 3, {10, 10, 10}));
  }
  const auto source = open(folders());
  ASSERT_EQ(source->fields().size(), 3u);
  EXPECT_EQ(source->fields()[0].name, "source");
  EXPECT_EQ(source->fields()[1].name, "target");
  EXPECT_THAT(source->fields()[1].shape, ElementsAre(2, 3, 3));
  EXPECT_EQ(source->origin().generator, "pairs");
  EXPECT_THAT(source->origin().class_names, ElementsAre("cat", "dog"));
  for (Split split : {Split::kTrain, Split::kTest}) {
    ASSERT_EQ(source->rows(split).size(), 2u);
    EXPECT_EQ(pixels_of(*source, split, 1)[0], plain(2, 3, {2, 2, 2}).pixels);
    EXPECT_EQ(pixels_of(*source, split, 1)[1], plain(2, 3, {20, 20, 20}).pixels);
    EXPECT_EQ(source->read_label(split, 1), 1);
  }
}

TEST_F(PairsTest, APairStaysTogetherWhereTheSeedDrawsTheSplits) {
  for (uint8_t i = 0; i < 20; ++i) {
    write("s/" + std::to_string(i) + ".png", plain(1, 1, {i}));
    write("t/" + std::to_string(i) + ".png", plain(2, 2, {i}));
  }
  const auto source = open(folders({"--test-fraction", "0.25", "--grey", "--size", "1"}));
  EXPECT_THAT(source->fields()[0].shape, ElementsAre(1, 1, 1));
  EXPECT_EQ(source->rows(Split::kTrain).size(), 15u);
  EXPECT_EQ(source->rows(Split::kTest).size(), 5u);
  for (int64_t row = 0; row < 15; ++row) {
    const auto images = pixels_of(*source, Split::kTrain, row);
    EXPECT_EQ(images[0], images[1]);
  }
}

TEST_F(PairsTest, SidesOfDifferentSizeAreRefusedOrResizedOrLeftOut) {
  write("s/a.png", plain(2, 2, {1}));
  write("t/a.png", plain(2, 3, {1}));
  write("s/b.png", plain(2, 2, {1}));
  write("t/b.png", plain(2, 2, {1}));
  EXPECT_THAT(refusal(folders({"--test-fraction", "0"})),
              AllOf(HasSubstr("s/a.png"), HasSubstr("t/a.png"), HasSubstr("2x2"), HasSubstr("2x3"),
                    HasSubstr("--size N")));
  EXPECT_EQ(open(folders({"--size", "4", "--test-fraction", "0"}))->rows(Split::kTrain).size(), 2u);
  EXPECT_EQ(open(folders({"--skip-broken", "--test-fraction", "0"}))->rows(Split::kTrain).size(),
            1u);
}

TEST_F(PairsTest, SideBySideTheLeftOneIsTheSourceOrTheTarget) {
  write_sides("in/cat/1.png", 6);
  write_sides("in/dog/1.png", 6);
  const std::vector<std::string> arguments = {"--from", directory_ / "in", "--side-by-side",
                                              "--test-fraction", "0"};
  const auto source = open(arguments);
  EXPECT_THAT(source->fields()[0].shape, ElementsAre(1, 3, 3));
  EXPECT_EQ(pixels_of(*source, Split::kTrain, 1)[0], plain(1, 3, {200, 0, 0}).pixels);
  EXPECT_EQ(pixels_of(*source, Split::kTrain, 1)[1], plain(1, 3, {0, 0, 100}).pixels);
  EXPECT_EQ(source->read_label(Split::kTrain, 1), 1);
  std::vector<std::string> other = arguments;
  other.insert(other.end(), {"--target-left", "--size", "2"});
  EXPECT_EQ(pixels_of(*open(other), Split::kTrain, 0)[0], plain(2, 2, {0, 0, 100}).pixels);
  write_sides("in/cat/2.png", 5);
  EXPECT_THAT(refusal(arguments),
              AllOf(HasSubstr("cat/2.png"), HasSubstr("odd"), HasSubstr("got 5")));
}

TEST_F(PairsTest, ASourceIsDerivedFromEachImageOfAFolder) {
  write("in/1.png", plain(4, 4, {200, 100, 50}));
  const auto source =
      open({"--from", directory_ / "in", "--derive", "grey", "--test-fraction", "0"});
  EXPECT_EQ(pixels_of(*source, Split::kTrain, 0)[0], plain(4, 4, {124}).pixels);
  EXPECT_EQ(source->origin().generator, "images, pairs with grey");
}

TEST_F(PairsTest, APackedDataSetKeepsItsSplitsAndLabels) {
  write_small_data_set(directory_ / "a.h5",
                       {.num_train = 40, .num_test = 7, .image_shape = {8, 8, 3}});
  const auto source = open({"--from", directory_ / "a.h5", "--derive", "downscaled"});
  EXPECT_EQ(source->rows(Split::kTrain).size(), 40u);
  EXPECT_EQ(source->rows(Split::kTest).size(), 7u);
  EXPECT_FALSE(source->has_valid());
  EXPECT_THAT(source->fields()[0].shape, ElementsAre(8, 8, 3));
  const std::vector<uint8_t> target = pixels_of(*source, Split::kTrain, 33)[1];
  for (int64_t i = 0; i < 192; ++i) {
    ASSERT_EQ(target[static_cast<size_t>(i)], small_pixel(33, i));
  }
  EXPECT_EQ(source->read_label(Split::kTest, 5), 5);
  EXPECT_EQ(source->origin().generator, "test, pairs with downscaled");
  ASSERT_EQ(source->origin().source_digests.size(), 2u);
  EXPECT_EQ(source->origin().source_digests[0].first, "a.h5/train/images");
  const auto grey =
      open({"--from", directory_ / "a.h5", "--derive", "edges", "--grey", "--size", "4"});
  EXPECT_THAT(grey->fields()[1].shape, ElementsAre(4, 4, 1));
}

TEST_F(PairsTest, DataSetsThatCannotBeUsedAreRefused) {
  const std::string path = directory_ / "a.h5";
  write_small_data_set(path, {.num_train = 4, .image_shape = {12}});
  EXPECT_THAT(refusal({"--from", path, "--derive", "edges"}),
              AllOf(HasSubstr("a.h5"), HasSubstr("(N, H, W, 3)"), HasSubstr("(12,)")));
  EXPECT_THAT(refusal({"--from", directory_ / "none.h5", "--derive", "edges"}),
              HasSubstr("none.h5"));
  EXPECT_THAT(refusal({"--from", path, "--derive", "edges", "--test-fraction", "0.2"}),
              HasSubstr("--test-fraction"));
  EXPECT_THAT(refusal({"--from", path, "--derive", "edges", "--skip-broken"}),
              HasSubstr("--skip-broken"));
  EXPECT_THAT(refusal({"--from", path, "--side-by-side"}), HasSubstr("no such folder"));
  DataSetWriter writer({.path = directory_ / "b.h5"}, {.generator = "test"},
                       {{.name = "target", .shape = {2, 2, 1}, .type = "uint8"}});
  writer.begin_group("train", 1);
  (void)writer.next_row();
  writer.finish();
  EXPECT_THAT(refusal({"--from", directory_ / "b.h5", "--derive", "edges"}),
              AllOf(HasSubstr("b.h5"), HasSubstr("no images")));
}

TEST_F(PairsTest, OptionsThatAreNoneOfTheFormsAreRefused) {
  const std::vector<std::vector<std::string>> lines = {
      {},
      {"--source", "s"},
      {"--target", "t"},
      {"--from", "in"},
      {"--from", "in", "--side-by-side", "--derive", "grey"},
      {"--source", "s", "--target", "t", "--from", "in"},
      {"--source", "s", "--target", "t", "--derive", "grey"},
      {"--from", "in", "--source", "s", "--derive", "grey"}};
  for (const auto& line : lines) EXPECT_THAT(refusal(line), HasSubstr("not clear"));
  EXPECT_THAT(refusal({"--from", "in", "--target-left", "--derive", "grey"}),
              HasSubstr("needs --side-by-side"));
  EXPECT_THAT(refusal({"--from", "in", "--derive", "canny"}), HasSubstr("got canny"));
}

}  // namespace
}  // namespace tandem
