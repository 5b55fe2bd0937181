#include "launch/output_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(OutputFile, WhatIsThereIsReplacedOnRequestOnly) {
  const TemporaryDirectory directory;
  const std::filesystem::path file = directory / "data.h5";
  EXPECT_NO_THROW(check_output(file, false));
  write_file_synced(file, "precious");
  EXPECT_NO_THROW(check_output(file, true));
  EXPECT_THAT(message_of<UsageError>([&] { check_output(file, false); }),
              AllOf(HasSubstr(file.string()), HasSubstr("--force")));
}

TEST(OutputFile, ADirectoryIsNeverReplaced) {
  const TemporaryDirectory directory;
  for (const std::string& name : {directory.path().string(), directory.path().string() + "/"}) {
    EXPECT_THAT(message_of<UsageError>([&] { check_output(name, true); }),
                AllOf(HasSubstr("the output is a directory"), HasSubstr("Name a file in it")));
  }
}

TEST(OutputFile, WhatIsNoFileIsNeverReplaced) {
  const TemporaryDirectory directory;
  const std::filesystem::path pipe = directory / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::filesystem::create_symlink(pipe, directory / "link");
  for (const char* name : {"pipe", "link"}) {
    EXPECT_THAT(message_of<UsageError>([&] { check_output(directory / name, true); }),
                HasSubstr("a device, a pipe or a socket"));
  }
  EXPECT_THAT(message_of<UsageError>([&] { check_output("", true); }), HasSubstr("is empty"));
  std::filesystem::create_symlink("nowhere", directory / "dangling");
  EXPECT_THAT(message_of<UsageError>([&] { check_output(directory / "dangling", false); }),
              HasSubstr("exists already"));
}

TEST(OutputFile, APictureReplacesPicturesAlone) {
  const TemporaryDirectory directory;
  const std::filesystem::path file = directory / "a.png";
  EXPECT_NO_THROW(check_picture_output(file));
  write_file_synced(file, "\x89PNG\r\n\x1a\n and pixels");
  EXPECT_NO_THROW(check_picture_output(file));
  write_file_synced(directory / "a.py", "print()");
  EXPECT_THAT(message_of<UsageError>([&] { check_picture_output(directory / "a.py"); }),
              HasSubstr("exists already, and is no PNG file"));
}

TEST(OutputFile, ItsNameIsNotThatOfAnotherKind) {
  for (const char* name : {"codes.h5", "codes.H5", "codes", "run.v2", "folder.png/codes.h5"}) {
    EXPECT_NO_THROW(check_ending("--output", name, ".h5")) << name;
  }
  for (const char* name : {"codes.txt", "a.h5.TXT", "codes.html"}) {
    EXPECT_THAT(
        message_of<UsageError>([&] { check_ending("--output", name, ".h5"); }),
        AllOf(HasSubstr("--output: "), HasSubstr("expected FILE.h5, got "), HasSubstr(name)));
  }
}

TEST(OutputFile, AFolderHasNoEndingOfAFileUnlessItIsThere) {
  const TemporaryDirectory directory;
  const std::filesystem::path folder = directory / "made.png";
  EXPECT_THAT(message_of<UsageError>([&] { check_ending("--output", folder, kFolderEnding); }),
              HasSubstr("expected FOLDER/"));
  EXPECT_NO_THROW(check_ending("--output", folder / "", kFolderEnding));
  std::filesystem::create_directory(folder);
  EXPECT_NO_THROW(check_ending("--output", folder, kFolderEnding));
}

TEST(OutputFile, ItsDirectoryIsThere) {
  const TemporaryDirectory directory;
  EXPECT_THAT(
      message_of<UsageError>([&] { check_output(directory / "no" / "a.h5", true); }),
      HasSubstr((directory / "no").string() + ": the directory of the output is not there"));
  EXPECT_NO_THROW(check_output("a-name-alone.h5", false));
}

}  // namespace
}  // namespace tandem
