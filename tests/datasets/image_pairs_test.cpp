#include "datasets/image_pairs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/named_files.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Sources lie in s/, targets in t/; nothing is decoded here: names are enough.
class ImagePairsTest : public testing::Test {
 protected:
  void add(const std::vector<std::string>& names) const {
    add_named_files(directory_.path(), names);
  }
  ImageFolder found() const { return find_image_pairs(directory_ / "s", directory_ / "t"); }
  std::string refusal() const {
    return message_of<DataError>([&] { (void)found(); });
  }
  /// "s/a.png t/a.jpg 0": a pair and its label.
  std::vector<std::string> pairs(const std::vector<ImageEntry>& entries) const {
    const fs::path root = fs::canonical(directory_.path());
    std::vector<std::string> all;
    for (const ImageEntry& entry : entries) {
      all.push_back(entry.path.lexically_relative(root).string() + " " +
                    entry.partner.lexically_relative(root).string() + " " +
                    std::to_string(entry.label));
    }
    return all;
  }

  TemporaryDirectory directory_;
};

TEST_F(ImagePairsTest, APartnerHasTheSameSplitClassAndName) {
  for (const std::string split : {"train", "test", "valid"}) {
    add({"s/" + split + "/cat/1.png", "s/" + split + "/dog/1.jpg"});
    add({"t/" + split + "/cat/1.png", "t/" + split + "/dog/1.png"});
  }
  const ImageFolder folder = found();
  EXPECT_THAT(folder.class_names, ElementsAre("cat", "dog"));
  EXPECT_THAT(pairs(folder.train), ElementsAre("s/train/cat/1.png t/train/cat/1.png 0",
                                               "s/train/dog/1.jpg t/train/dog/1.png 1"));
  EXPECT_THAT(pairs(folder.test), ElementsAre("s/test/cat/1.png t/test/cat/1.png 0",
                                              "s/test/dog/1.jpg t/test/dog/1.png 1"));
  EXPECT_THAT(pairs(folder.valid), ElementsAre("s/valid/cat/1.png t/valid/cat/1.png 0",
                                               "s/valid/dog/1.jpg t/valid/dog/1.png 1"));
}

TEST_F(ImagePairsTest, ANameEndsAtItsLastPoint) {
  add({"s/1.a.png", "s/1.b.png", "t/1.b.JPG", "t/1.a.jpeg"});
  EXPECT_THAT(pairs(found().train), ElementsAre("s/1.a.png t/1.a.jpeg 0", "s/1.b.png t/1.b.JPG 0"));
}

TEST_F(ImagePairsTest, ImagesWithoutPartnerAreNamed) {
  add({"s/a.png", "t/a.png", "s/b.png", "s/c.png"});
  EXPECT_THAT(refusal(), AllOf(HasSubstr("s/b.png: has no partner, as 1 more"),
                               HasSubstr("b.png, .jpg or .jpeg in"), HasSubstr("/t")));
  fs::remove(directory_ / "s/b.png");
  fs::remove(directory_ / "s/c.png");
  add({"t/d.png"});
  EXPECT_THAT(refusal(),
              AllOf(HasSubstr("t/d.png: has no partner"), HasSubstr("/s"), Not(HasSubstr("more"))));
}

TEST_F(ImagePairsTest, AnImageOfAnotherSplitOrClassIsNoPartner) {
  add({"s/train/cat/1.png", "s/train/dog/2.png", "t/train/cat/2.png", "t/train/dog/1.png"});
  EXPECT_THAT(refusal(), HasSubstr("s/train/cat/1.png: has no partner, as 1 more"));
  fs::remove_all(directory_ / "s");
  fs::remove_all(directory_ / "t");
  add({"s/train/1.png", "s/test/2.png", "t/train/1.png"});
  EXPECT_THAT(refusal(), HasSubstr("s/test/2.png: has no partner"));
}

TEST_F(ImagePairsTest, TwoImagesOfOneNameAreRefusedOnEitherSide) {
  add({"s/a.png", "t/a.png", "s/a.jpg"});
  EXPECT_THAT(refusal(),
              AllOf(HasSubstr("s/a.png: two images have one name"), HasSubstr("got a.jpg")));
  fs::remove(directory_ / "s/a.jpg");
  add({"t/a.jpg"});
  EXPECT_THAT(refusal(), HasSubstr("t/a.png: two images have one name"));
}

TEST_F(ImagePairsTest, FoldersOfDifferentFormAreRefused) {
  add({"s/train/a.png", "t/a.png"});
  EXPECT_THAT(refusal(), AllOf(HasSubstr("/t: one of the two folders has train/"),
                               HasSubstr("the same folders as in " + (directory_ / "s").string())));
  fs::rename(directory_ / "s", directory_ / "u");
  fs::rename(directory_ / "t", directory_ / "s");
  fs::rename(directory_ / "u", directory_ / "t");
  EXPECT_THAT(refusal(), HasSubstr("/s: one of the two folders has train/"));
}

}  // namespace
}  // namespace tandem
