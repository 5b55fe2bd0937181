#include "framework/core/append_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/file_size_limit.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;

TEST(AppendFileTest, AppendsToWhatIsThere) {
  const TemporaryDirectory directory;
  for (const char* piece : {"one ", "two"}) {
    AppendFile file(directory / "file", AppendFile::Open::kExistingOrNew);
    file.append(piece);
    file.sync();
  }
  EXPECT_EQ(read_file(directory / "file"), "one two");
}

TEST(AppendFileTest, NewFileMustNotExist) {
  const TemporaryDirectory directory;
  write_file_synced(directory / "file", "precious");
  EXPECT_THROW(AppendFile(directory / "file", AppendFile::Open::kNew), FileError);
  EXPECT_EQ(read_file(directory / "file"), "precious");
}

TEST(AppendFileTest, PieceThatDoesNotFitIsNotThere) {
  const TemporaryDirectory directory;
  AppendFile file(directory / "file", AppendFile::Open::kNew);
  file.append("first\n");
  {
    const FileSizeLimit limit(10);
    EXPECT_THAT(message_of<FileError>([&] { file.append("does not fit\n"); }),
                HasSubstr("bytes free"));
  }
  file.append("third\n");
  EXPECT_EQ(read_file(directory / "file"), "first\nthird\n");
}

}  // namespace
}  // namespace tandem
