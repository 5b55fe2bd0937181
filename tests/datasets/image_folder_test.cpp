#include "datasets/image_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/named_files.h"
#include "tests/support/standard_error.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/without_permission.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_support::standard_error_of;

/// Nothing is decoded here: names are enough.
class ImageFolderTest : public testing::Test {
 protected:
  void add(const std::vector<std::string>& names) const {
    add_named_files(directory_.path(), names);
  }
  void link(const fs::path& target, const std::string& name) const {
    fs::create_symlink(target, directory_ / name);
  }

  ImageFolder found() const { return find_images(directory_.path()); }
  template <class ErrorType = DataError>
  std::string refusal() const {
    return message_of<ErrorType>([&] { (void)found(); });
  }
  std::string listing_refusal() const {
    return message_of<DataError>([&] { (void)list_images(directory_.path()); });
  }
  /// Paths below the folder, with their labels.
  std::vector<std::string> names(const std::vector<ImageEntry>& entries) const {
    std::vector<std::string> all;
    for (const ImageEntry& entry : entries) {
      all.push_back(entry.path.lexically_relative(fs::canonical(directory_.path())).string() + " " +
                    std::to_string(entry.label));
    }
    return all;
  }

  TemporaryDirectory directory_;
  TemporaryDirectory elsewhere_;
};

TEST_F(ImageFolderTest, ImagesAreInTheOrderOfTheirPaths) {
  add({"b.png", "a.JPG", "c.jpeg", "notes.txt", ".hidden.png", ".cache/1.png"});
  const ImageFolder folder = found();
  EXPECT_THAT(names(folder.train), ElementsAre("a.JPG 0", "b.png 0", "c.jpeg 0"));
  EXPECT_THAT(folder.class_names, IsEmpty());
  EXPECT_FALSE(folder.has_splits);
  EXPECT_EQ(folder.root, fs::canonical(directory_.path()));
}

TEST_F(ImageFolderTest, FoldersAreClassesInTheOrderOfTheirNames) {
  // Without train/ there are no splits.
  add({"test/1.png", "dog/2.png", "dog/1.png", "dog/notes.txt", "read me.txt"});
  const ImageFolder folder = found();
  EXPECT_THAT(folder.class_names, ElementsAre("dog", "test"));
  EXPECT_THAT(names(folder.train), ElementsAre("dog/1.png 0", "dog/2.png 0", "test/1.png 1"));
  EXPECT_THAT(folder.test, IsEmpty());
}

TEST_F(ImageFolderTest, SplitsHaveTheClassesOfTrain) {
  add({"train/cat/1.png", "train/dog/1.png", "test/cat/2.png", "test/dog/2.png", "val/cat/3.png",
       "val/dog/3.png", "others/owl/1.png"});
  const ImageFolder folder = found();
  EXPECT_TRUE(folder.has_splits);
  EXPECT_THAT(folder.class_names, ElementsAre("cat", "dog"));
  EXPECT_THAT(names(folder.train), ElementsAre("train/cat/1.png 0", "train/dog/1.png 1"));
  EXPECT_THAT(names(folder.test), ElementsAre("test/cat/2.png 0", "test/dog/2.png 1"));
  EXPECT_THAT(names(folder.valid), ElementsAre("val/cat/3.png 0", "val/dog/3.png 1"));
  add({"test/owl/1.png"});
  EXPECT_THAT(refusal(), AllOf(HasSubstr("train and test have different classes"),
                               HasSubstr("expected 2 classes of train, got 3 in test")));
}

TEST_F(ImageFolderTest, WhatIsLeftOutIsSaid) {
  const auto said = [this] { return standard_error_of([this] { (void)found(); }); };
  add({"cat/1.png", "dog/1.png", "read me.txt"});
  EXPECT_EQ(said(), "");
  add({"dog/3.webp", "dog/4.TIFF"});
  EXPECT_THAT(said(), HasSubstr("dog: 3.webp, 4.TIFF left out: images are files called .png"));
  add({"dog/more/2.png", "Test/1.png"});
  EXPECT_THAT(said(),
              AllOf(HasSubstr("dog: more/ left out: a class is one folder"),
                    HasSubstr("/Test: taken for a class; the folders of splits are train/")));
  // A class that is called like a split.
  add({"train/1.png", "a/1.png", "b/1.png", "c/1.png"});
  EXPECT_THAT(said(),
              AllOf(HasSubstr(": Test/, a/, b/, c/, cat/ and 1 more left out: beside train/"),
                    Not(HasSubstr("class"))));
}

TEST_F(ImageFolderTest, AFolderOfValidationImagesHasOneName) {
  add({"train/1.png", "val/3.png", "valid/4.png"});
  EXPECT_THAT(refusal(), HasSubstr("has both valid/ and val/"));
}

TEST_F(ImageFolderTest, AFolderWithoutImagesIsNoClass) {
  add({"cat/1.png", "owl/1.png", "notes/read me.txt"});
  EXPECT_THAT(refusal(), AllOf(HasSubstr("/notes: holds no images"), HasSubstr("elsewhere")));
  fs::remove_all(directory_ / "notes");
  EXPECT_THAT(found().class_names, ElementsAre("cat", "owl"));
}

TEST_F(ImageFolderTest, WhatIsTestedNeedNotBeOfEveryClass) {
  add({"train/cat/1.png", "train/owl/1.png", "test/owl/1.png", "test/cat/notes.txt"});
  EXPECT_THAT(names(found().test), ElementsAre("test/owl/1.png 1"));
  fs::remove(directory_ / "train/owl/1.png");
  EXPECT_THAT(refusal(), HasSubstr("train/owl: holds no images"));
}

TEST_F(ImageFolderTest, FoldersThatAreNoDataSetAreRefused) {
  EXPECT_THAT(refusal(), HasSubstr("holds no images"));
  add({"1.png", "cat/1.png"});
  EXPECT_THAT(refusal(),
              AllOf(HasSubstr("holds images beside folders"), HasSubstr("got 1.png and cat/")));
}

TEST_F(ImageFolderTest, ASplitWithoutImagesIsRefused) {
  add({"train/1.png", "test/notes.txt"});
  EXPECT_THAT(refusal(), HasSubstr("/test: holds no images"));
}

TEST_F(ImageFolderTest, ALinkOutOfTheFolderIsRefused) {
  write_file_synced(elsewhere_ / "secret.png", "not decoded");
  add({"1.png"});
  link("1.png", "2.png");
  EXPECT_THAT(names(found().train), ElementsAre("1.png 0", "2.png 0"));
  for (const fs::path& target : {elsewhere_ / "secret.png", directory_ / "nowhere"}) {
    link(target, "3.png");
    EXPECT_THAT(refusal(), AllOf(HasSubstr("3.png: "), HasSubstr("leads out")));
    fs::remove(directory_ / "3.png");
  }
}

TEST_F(ImageFolderTest, ASplitThatIsALinkOutOfTheFolderIsRefused) {
  write_file_synced(elsewhere_ / "secret.png", "not decoded");
  add({"train/1.png"});
  link(elsewhere_.path(), "test");
  EXPECT_THAT(refusal(), AllOf(HasSubstr("/test: "), HasSubstr("leads out")));
  fs::remove_all(directory_ / "train");
  fs::rename(directory_ / "test", directory_ / "train");
  EXPECT_THAT(refusal(), AllOf(HasSubstr("/train: "), HasSubstr("leads out")));
  fs::remove(directory_ / "train");
  add({"data/1.png"});
  link("data", "train");
  EXPECT_THAT(names(found().train), ElementsAre("train/1.png 0"));
}

TEST_F(ImageFolderTest, WhatCannotBeExaminedIsNamed) {
  add({"train/1.png"});
  for (const std::string split : {"test", "val", "train"}) {
    fs::remove_all(directory_ / split);
    link(split, split);  // to itself
    EXPECT_THAT(refusal<FileError>(), HasSubstr("/" + split + ": cannot be examined"));
    fs::remove(directory_ / split);
  }
}

TEST_F(ImageFolderTest, AFolderThatMayNotBeReadIsNamed) {
  add({"cat/1.png", "dog/1.png"});
  fs::permissions(directory_ / "cat", fs::perms::none);
  {
    const WithoutPermission permission(directory_.path());
    EXPECT_THAT(refusal<FileError>(),
                AllOf(HasSubstr("/cat: the folder cannot be read"), HasSubstr("that may be read")));
  }
  fs::permissions(directory_ / "cat", fs::perms::owner_all);
}

TEST_F(ImageFolderTest, AFolderThatIsNotThereIsNamed) {
  add({"file.png"});
  for (const char* name : {"none", "file.png"}) {
    EXPECT_THAT(message_of<FileError>([&] { (void)find_images(directory_ / name); }),
                AllOf(HasSubstr(name), HasSubstr("there is no such folder")));
    EXPECT_THROW((void)list_images(directory_ / name), FileError);
  }
}

TEST_F(ImageFolderTest, AListHasEveryImageBelowAFolder) {
  EXPECT_THAT(listing_refusal(), HasSubstr("holds no images"));
  add({"b.png", "a/2.JPG", "a/b/1.png", "train/1.png", "valid/1.jpeg", "a/notes.txt",
       ".hidden/1.png"});
  link(".", "again");
  EXPECT_THAT(list_images(directory_.path()),
              ElementsAre("a/2.JPG", "a/b/1.png", "b.png", "train/1.png", "valid/1.jpeg"));
  link("/", "a/out");
  EXPECT_THAT(listing_refusal(), AllOf(HasSubstr("a/out"), HasSubstr("leads out")));
}

}  // namespace
}  // namespace tandem
