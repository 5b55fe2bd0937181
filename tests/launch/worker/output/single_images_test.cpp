#include "launch/worker/output/single_images.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/image.h"
#include "framework/showing/image_tiles.h"
#include "tests/launch/worker/untrained_run.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Lt;
using testing_support::UntrainedRun;

// More than are made at once.
constexpr int64_t kCount = 66;

TEST(SingleImages, LieInAFolderOrADataSet) {
  const TemporaryDirectory directory;
  for (const std::filesystem::path& output :
       {std::filesystem::path("images/"), std::filesystem::path("a/b.h5"), directory.path()}) {
    EXPECT_TRUE(holds_single_images(output)) << output;
  }
  for (const char* output : {"grid.png", "grid", "images/grid.png"}) {
    EXPECT_FALSE(holds_single_images(directory / output)) << output;
  }
}

class SingleImagesTest : public ::testing::Test {
 protected:
  void write(LoadedRun& run, const std::filesystem::path& output) const {
    write_single_images(run, {.output = output, .request = request_}, interruption_);
  }
  /// The same images at once.
  at::Tensor expected(LoadedRun& run) const {
    return generate_images(run.state().model(), run.state().pixel_range(), run.state().device(),
                           request_);
  }

  TemporaryDirectory directory_;
  GenerationRequest request_{.count = kCount, .seed = 3};
  HeldInterruption interruption_;
  UntrainedRun files_;
};

TEST_F(SingleImagesTest, AreTheFilesOfANewFolder) {
  LoadedRun run = files_.loaded(4);
  const auto folder = directory_ / "images";
  write(run, folder / "");
  const std::vector<Image> images = images_of(expected(run));
  EXPECT_EQ(names_in(folder).size(), static_cast<size_t>(kCount));
  EXPECT_EQ(read_file(folder / "00000000.png"), encode_png(images.front()));
  EXPECT_EQ(read_file(folder / "00000065.png"), encode_png(images.back()));
}

TEST_F(SingleImagesTest, AFolderThatCannotBeTakenIsRefused) {
  LoadedRun run = files_.loaded(4);
  const auto folder = directory_ / "images";
  std::filesystem::create_directory(folder);
  replace_file(folder / "notes", "");
  EXPECT_THAT(
      message_of<UsageError>([&] { write(run, folder); }),
      AllOf(HasSubstr(folder.string() + ": the folder is not empty"), HasSubstr("--force")));
  EXPECT_THAT(message_of<FileError>([&] { write(run, folder / "notes" / "below"); }),
              HasSubstr("--output"));
  EXPECT_THAT(names_in(folder), ElementsAre("notes"));
}

TEST_F(SingleImagesTest, ReplaceOnRequestWhatAnInterruptedCallLeft) {
  LoadedRun run = files_.loaded(4);
  const auto folder = directory_ / "images";
  std::filesystem::create_directory(folder);
  replace_file(folder / "00000000.png", "half of an im");
  replace_file(folder / "notes", "precious");
  std::filesystem::create_symlink("notes", folder / "00000001.png");
  write_single_images(run, {.output = folder / "", .replace = true, .request = request_},
                      interruption_);
  const std::vector<Image> images = images_of(expected(run));
  EXPECT_EQ(read_file(folder / "00000000.png"), encode_png(images[0]));
  EXPECT_EQ(read_file(folder / "00000001.png"), encode_png(images[1]));
  EXPECT_EQ(read_file(folder / "notes"), "precious");
  EXPECT_EQ(names_in(folder).size(), static_cast<size_t>(kCount) + 1);
}

TEST_F(SingleImagesTest, AreTheRowsOfADataSet) {
  LoadedRun run = files_.loaded(4);
  const auto path = directory_ / "images.h5";
  write(run, path);
  const DataSetFile file(path);
  EXPECT_EQ(file.origin().generator, "sample, seed 3, of test, step-00000004");
  EXPECT_THAT(file.origin().class_names, IsEmpty());
  const DataSetGroup& group = file.group("train");
  EXPECT_EQ(group.fields.size(), 2U);
  at::Tensor images = at::empty({kCount, 8, 8, 1}, at::kByte);
  group.field("images").read_rows(0, kCount, images.data_ptr());
  EXPECT_TRUE(at::equal(images, expected(run)));
  at::Tensor indices = at::empty({kCount}, at::kLong);
  group.field("source_index").read_rows(0, kCount, indices.data_ptr());
  EXPECT_TRUE(at::equal(indices, at::arange(kCount, at::kLong)));
  EXPECT_THROW(write(run, path), UsageError) << "it is there already";
}

TEST_F(SingleImagesTest, WhatTheyWereMadeOnIsWrittenBesideThem) {
  const UntrainedRun files("family: conditional_gan, noise_size: 3, base_channels: 4");
  LoadedRun run = files.loaded(4);
  const auto path = directory_ / "images.h5";
  write(run, path);
  const DataSetFile file(path);
  EXPECT_THAT(file.origin().class_names, ElementsAre("a", "b\u00e9"));
  std::vector<int64_t> labels(static_cast<size_t>(kCount), -1);
  file.group("train").field("labels").read_rows(0, kCount, labels.data());
  EXPECT_THAT(labels, AllOf(Each(Lt(2)), Contains(0), Contains(1)));
}

TEST_F(SingleImagesTest, AnInterruptionEndsTheWriting) {
  LoadedRun run = files_.loaded(4);
  const auto folder = directory_ / "images";
  ::raise(SIGTERM);
  EXPECT_THROW(write(run, folder), Interrupted);
  EXPECT_THROW(write(run, directory_ / "images.h5"), Interrupted);
  sigset_t term;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  int taken = 0;
  EXPECT_EQ(::sigwait(&term, &taken), 0);
  EXPECT_THAT(names_in(folder), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(directory_ / "images.h5"));
}

}  // namespace
}  // namespace tandem
