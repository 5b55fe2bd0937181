#include "framework/data/storage/data_set_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/small_data_set.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

size_t num_files(const TemporaryDirectory& directory) {
  return static_cast<size_t>(
      std::distance(fs::directory_iterator(directory.path()), fs::directory_iterator()));
}

TEST(DataSetWriter, WhatIsWrittenIsRead) {
  const TemporaryDirectory directory;
  const fs::path path = directory / "small.h5";
  write_small_data_set(path, {.num_train = 100, .num_test = 33});
  EXPECT_EQ(num_files(directory), 1u);
  const DataSetFile file(path);
  EXPECT_EQ(file.origin().generator, "test");
  EXPECT_EQ(file.origin().shuffle_seed, 5u);
  EXPECT_EQ(file.origin().class_names, (std::vector<std::string>{"a", "b\u00e9"}));
  ASSERT_EQ(file.origin().source_digests.size(), 1u);
  EXPECT_EQ(file.origin().source_digests[0].first, "file");
  EXPECT_EQ(file.origin().source_digests[0].second, "0123456789abcdef0123456789abcdef");
  ASSERT_EQ(file.groups().size(), 2u);
  EXPECT_EQ(file.group("train").num_rows, 100);
  EXPECT_EQ(file.group("train").chunk_rows, 32);
  EXPECT_EQ(file.group("test").num_rows, 33);
  const DataSetField& images = file.group("train").field("images");
  EXPECT_EQ(images.description().shape, (std::vector<int64_t>{64, 128, 1}));
  EXPECT_EQ(images.description().type, "uint8");
  EXPECT_EQ(images.filters(), "fletcher32");
  EXPECT_EQ(images.num_chunks(), 4);
  EXPECT_EQ(images.rows_of_chunk(3), 4);
  std::vector<int64_t> labels(50);
  file.group("train").field("labels").read_rows(25, 50, labels.data());
  std::vector<uint8_t> rows(50 * 8192);
  images.read_rows(25, 50, rows.data());
  for (int64_t i = 0; i < 50; ++i) {
    EXPECT_EQ(labels[static_cast<size_t>(i)], 25 + i);
    EXPECT_EQ(rows[static_cast<size_t>(i * 8192 + 77)], small_pixel(25 + i, 77));
  }
}

TEST(DataSetWriter, EqualRowsMakeEqualFiles) {
  const TemporaryDirectory directory;
  write_small_data_set(directory / "a.h5", {.num_train = 70});
  // HDF5 would write the second in which a group was made.
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  write_small_data_set(directory / "b.h5", {.num_train = 70});
  EXPECT_TRUE(read_file(directory / "a.h5") == read_file(directory / "b.h5"));
}

TEST(DataSetWriter, DeflatedRowsAreTheSameRows) {
  const TemporaryDirectory directory;
  write_small_data_set(directory / "plain.h5", {.num_train = 70});
  write_small_data_set(directory / "small.h5", {.num_train = 70, .deflate_level = 3});
  EXPECT_LT(fs::file_size(directory / "small.h5"), fs::file_size(directory / "plain.h5") / 2);
  const DataSetFile plain(directory / "plain.h5"), small(directory / "small.h5");
  EXPECT_EQ(small.group("train").field("images").filters(), "deflate 3, fletcher32");
  EXPECT_EQ(small.group("train").field("images").digest(),
            plain.group("train").field("images").digest());
}

TEST(DataSetWriter, AnExistingFileIsReplacedOnlyOnRequest) {
  const TemporaryDirectory directory;
  const fs::path path = directory / "small.h5";
  write_small_data_set(path, {.num_train = 40});
  const std::string message =
      message_of<UsageError>([&] { write_small_data_set(path, {.num_train = 50}); });
  EXPECT_THAT(message, HasSubstr(path.string()));
  EXPECT_THAT(message, HasSubstr("exists already"));
  EXPECT_EQ(DataSetFile(path).group("train").num_rows, 40);
  write_small_data_set(path, {.num_train = 50, .replace = true});
  EXPECT_EQ(DataSetFile(path).group("train").num_rows, 50);
  EXPECT_EQ(num_files(directory), 1u);
}

TEST(DataSetWriter, AFileThatAppearsMeanwhileIsNotReplaced) {
  const TemporaryDirectory directory;
  const fs::path path = directory / "small.h5";
  {
    DataSetWriter writer({.path = path}, {.generator = "test"},
                         {{.name = "images", .shape = {2, 2, 1}, .type = "uint8"},
                          {.name = "labels", .shape = {}, .type = "int64"}});
    write_small_group(writer, "train", 10, 4);
    write_file_synced(path, "of another");
    EXPECT_THAT(message_of<UsageError>([&] { writer.finish(); }), HasSubstr("exists already"));
  }
  EXPECT_EQ(read_file(path), "of another");
  EXPECT_EQ(num_files(directory), 1u);
}

TEST(DataSetWriter, WhatAProcessOfTheSameNumberWritesElsewhereStays) {
  const TemporaryDirectory directory;
  const std::string other = "small.h5.partial-" + std::to_string(::getpid());
  write_file_synced(directory / other, "of a process in another container");
  write_small_data_set(directory / "small.h5", {.num_train = 10});
  EXPECT_EQ(read_file(directory / other), "of a process in another container");
  EXPECT_EQ(num_files(directory), 2u);
}

TEST(DataSetWriter, WithoutFinishNothingIsLeft) {
  const TemporaryDirectory directory;
  {
    DataSetWriter writer({.path = directory / "small.h5"}, {.generator = "test"},
                         {{.name = "labels", .shape = {}, .type = "int64"}});
    EXPECT_THROW(writer.begin_group("train", 0), DataError);
    writer.begin_group("test", 10);
    writer.next_row();
    EXPECT_EQ(num_files(directory), 1u);
  }
  EXPECT_EQ(num_files(directory), 0u);
}

TEST(DataSetWriter, EndedBetweenChunksNothingIsLeft) {
  const TemporaryDirectory directory;
  // Four chunks of each of two fields are verified after they were written; label chunks are as
  // long as those of images.
  const auto write = [&](int last) {
    DataSetWriter writer({.path = directory / "small.h5",
                          .between_chunks =
                              [last, count = 0]() mutable {
                                if (count++ == last) throw std::runtime_error("enough");
                              }},
                         {.generator = "test"},
                         {{.name = "images", .shape = {64, 128, 1}, .type = "uint8"},
                          {.name = "labels", .shape = {}, .type = "int64"}});
    write_small_group(writer, "train", 100, 8192);
    writer.finish();
  };
  for (int last = 0; last < 12; ++last) {
    EXPECT_THROW(write(last), std::runtime_error) << last;
    EXPECT_EQ(num_files(directory), 0u) << last;
  }
  write(12);
  EXPECT_EQ(num_files(directory), 1u);
}

TEST(DataSetWriter, AKilledWriterLeavesNoFileOfTheFinalName) {
  const TemporaryDirectory directory;
  const fs::path path = directory / "small.h5";
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    DataSetWriter writer({.path = path}, {.generator = "test"},
                         {{.name = "images", .shape = {64, 128, 1}, .type = "uint8"},
                          {.name = "labels", .shape = {}, .type = "int64"}});
    write_small_group(writer, "train", 500, 8192);
    writer.begin_group("test", 500);
    ::raise(SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_FALSE(fs::exists(path));
  ASSERT_EQ(num_files(directory), 1u) << "what the child had written";
  const fs::path left = fs::directory_iterator(directory.path())->path();
  EXPECT_THROW(DataSetFile{left}, DataError);
}

TEST(DataSetWriter, AFullDiskIsAnErrorAndLeavesNothing) {
  const TemporaryDirectory directory;
  const fs::path path = directory / "small.h5";
  std::string message;
  {
    const FileSizeLimit limit(1 << 20);
    message = message_of<FileError>([&] { write_small_data_set(path); });
  }
  EXPECT_THAT(message, HasSubstr(path.string()));
  EXPECT_THAT(message, HasSubstr("got file write failed: File too large ("));
  EXPECT_THAT(message, HasSubstr("bytes free"));
  EXPECT_EQ(num_files(directory), 0u);
}

TEST(DataSetWriter, AMissingDirectoryIsNamed) {
  const TemporaryDirectory directory;
  const std::string message = message_of<FileError>(
      [&] { write_small_data_set(directory / "missing/small.h5", {.num_train = 1}); });
  EXPECT_THAT(message, HasSubstr("missing/small.h5"));
}

TEST(DataSetWriter, ChunksHoldAFewHundredKilobytes) {
  EXPECT_EQ(rows_per_chunk(60000, 784), 334);
  EXPECT_EQ(rows_per_chunk(10, 784), 10);
  EXPECT_EQ(rows_per_chunk(10000000, 4096), 256);
  EXPECT_EQ(rows_per_chunk(100, 5 << 20), 1);
}

}  // namespace
}  // namespace tandem
