#include "framework/core/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

size_t num_entries(const std::filesystem::path& directory) {
  const std::filesystem::directory_iterator entries(directory);
  return static_cast<size_t>(std::distance(begin(entries), end(entries)));
}

TEST(FilesTest, ReadsWhatWasWritten) {
  const TemporaryDirectory directory;
  const std::string bytes("zero \0 and \xff", 12);
  write_file_synced(directory / "file", bytes);
  EXPECT_EQ(read_file(directory / "file"), bytes);
  write_file_synced(directory / "empty", "");
  EXPECT_EQ(read_file(directory / "empty"), "");
}

TEST(FilesTest, ReplacesWholeFiles) {
  const TemporaryDirectory directory;
  replace_file(directory / "file", "a long first content");
  replace_file(directory / "file", "second");
  EXPECT_EQ(read_file(directory / "file"), "second");
  EXPECT_EQ(num_entries(directory.path()), 1u) << "nothing is left beside it";
}

TEST(FilesTest, WhatAProcessOfTheSameNumberWritesElsewhereStays) {
  const TemporaryDirectory directory;
  const std::string other = "file.new-" + std::to_string(::getpid());
  write_file_synced(directory / other, "of a process in another container");
  replace_file(directory / "file", "second");
  EXPECT_EQ(read_file(directory / "file"), "second");
  EXPECT_EQ(read_file(directory / other), "of a process in another container");
}

TEST(FilesTest, FullDiskLeavesTheOldFileAndSaysHowMuchIsMissing) {
  const TemporaryDirectory directory;
  replace_file(directory / "file", "old");
  std::string message;
  {
    const FileSizeLimit limit(1000);
    message =
        message_of<FileError>([&] { replace_file(directory / "file", std::string(5000, 'x')); });
  }
  EXPECT_THAT(message, HasSubstr((directory / "file").string()));
  EXPECT_THAT(message, HasSubstr("4000 bytes to write"));
  EXPECT_THAT(message, HasSubstr("bytes free"));
  EXPECT_THAT(message, HasSubstr("ulimit -f")) << "it is a limit, and there is space";
  EXPECT_EQ(read_file(directory / "file"), "old");
  EXPECT_EQ(num_entries(directory.path()), 1u);
}

TEST(FilesTest, NothingIsLeftOfAFileThatCannotTakeItsPlace) {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "folder");
  EXPECT_THROW(replace_file(directory / "folder", "x"), FileError);
  EXPECT_EQ(num_entries(directory.path()), 1u);
}

TEST(FilesTest, WhatCannotBeOpenedIsNamed) {
  const TemporaryDirectory directory;
  const auto path = directory / "no" / "such" / "file";
  EXPECT_THAT(message_of<FileError>([&] { read_file(path); }), HasSubstr(path.string()));
  EXPECT_THAT(message_of<FileError>([&] { read_file(directory.path()); }),
              HasSubstr(directory.path().string()));
  EXPECT_THAT(message_of<FileError>([&] { write_file_synced(path, "x"); }),
              HasSubstr("No such file"));
  EXPECT_THAT(message_of<FileError>([&] { replace_file(path, "x"); }), HasSubstr(path.string()));
  EXPECT_THAT(message_of<FileError>([&] { sync_directory(path); }), HasSubstr(path.string()));
}

TEST(FilesTest, ADirectoryThatIsNotThereIsNamed) {
  const TemporaryDirectory directory;
  const auto missing = directory / "a";
  EXPECT_THAT(message_of<FileError>([&] { replace_file(missing / "b" / "c", "text"); }),
              HasSubstr("There is no directory " + missing.string() + "."));
}

TEST(FilesTest, UniqueDirectoriesAreNewAndOfThisUserAlone) {
  const TemporaryDirectory directory;
  const std::filesystem::path one = make_unique_directory(directory / "one-");
  EXPECT_NE(make_unique_directory(directory / "one-"), one);
  EXPECT_TRUE(one.filename().string().starts_with("one-")) << one;
  EXPECT_EQ(std::filesystem::status(one).permissions(), std::filesystem::perms::owner_all);
  EXPECT_THAT(names_in(directory.path()), SizeIs(2));
  EXPECT_THAT(
      message_of<FileError>([&] { (void)make_unique_directory(directory / "gone" / "one-"); }),
      AllOf(HasSubstr((directory / "gone").string()), HasSubstr("cannot make a directory")));
}

TEST(FilesTest, TheAdviceIsForWhatWasTried) {
  const auto advice = [](int error, const auto& fail) {
    return message_of<FileError>([&] {
      errno = error;
      fail();
    });
  };
  const auto reading = [] { throw_read_error("cannot read", "file"); };
  const auto writing = [] { throw_file_error("cannot write", "file", 10); };
  for (const int error : {EACCES, EPERM}) {
    EXPECT_THAT(advice(error, reading),
                AllOf(HasSubstr("permission to read it"), Not(HasSubstr("may write to"))));
    EXPECT_THAT(advice(error, writing), HasSubstr("directory that you may write to"));
  }
  EXPECT_THAT(advice(EROFS, writing), HasSubstr("directory that you may write to"));
  EXPECT_THAT(advice(ENOSPC, writing),
              AllOf(HasSubstr("Free some space"), Not(HasSubstr("resume"))));
  EXPECT_THAT(advice(EFBIG, writing), Not(HasSubstr("Free some space")));
}

TEST(FilesTest, AnErrorOfReadingIsNotTheEnd) {
  // Its first page is never there.
  EXPECT_THAT(message_of<FileError>([] { read_file("/proc/self/mem"); }),
              HasSubstr("cannot read the file (Input/output error)"));
  EXPECT_FALSE(read_file("/proc/self/status").empty()) << "it says that it has no bytes";
}

TEST(FilesTest, SaysWhatIsThereAndWhatIsNot) {
  const TemporaryDirectory directory;
  using Type = std::filesystem::file_type;
  EXPECT_EQ(status_of(directory / "file").type(), Type::not_found);
  EXPECT_EQ(unused_path(directory / "file"), directory / "file");
  std::filesystem::create_symlink("nowhere", directory / "file");
  EXPECT_EQ(status_of(directory / "file").type(), Type::symlink);
  EXPECT_EQ(unused_path(directory / "file"), directory / "file-2");
  replace_file(directory / "file-2", "");
  EXPECT_EQ(unused_path(directory / "file"), directory / "file-3");
  EXPECT_THROW(status_of(directory / std::string(300, 'x')), FileError) << "no such name can be";
  std::filesystem::create_symlink(directory / "loop", directory / "loop");
  EXPECT_EQ(status_of(directory / "loop").type(), Type::symlink);
  EXPECT_THROW(followed_status_of(directory / "loop"), FileError) << "nobody can follow it";
  EXPECT_EQ(followed_status_of(directory / "none").type(), Type::not_found);
}

TEST(FilesTest, SaysHowMuchIsFree) {
  EXPECT_EQ(free_bytes_text(4096), "4096 bytes free");
  const TemporaryDirectory directory;
  EXPECT_THAT(free_bytes_text(directory.path()), HasSubstr(" bytes free"));
}

TEST(FleetingFileTest, WhatIsThereIsRead) {
  const TemporaryDirectory directory;
  EXPECT_EQ(read_fleeting_file(directory / "absent"), "");
  replace_file(directory / "file", std::string("a\nb\0", 4));
  EXPECT_EQ(read_fleeting_file(directory / "file"), std::string("a\nb\0", 4));
}

TEST(FleetingFileTest, AnErrorOfReadingIsTheEnd) {
  // A directory can be opened, and every read of it fails, as of a process that has ended.
  const TemporaryDirectory directory;
  EXPECT_EQ(read_fleeting_file(directory.path()), "");
}

}  // namespace
}  // namespace tandem
