#include "framework/core/input_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/without_permission.h"

namespace tandem {
namespace {

std::string read_up_to(InputFile& file, size_t count) {
  std::string bytes(count, '?');
  bytes.resize(file.read(bytes.data(), count));
  return bytes;
}

TEST(InputFile, ReadsOnFromWhereItIs) {
  const TemporaryDirectory folder;
  write_file_synced(folder / "a", "0123456789");
  InputFile file(folder / "a");
  EXPECT_EQ(file.num_bytes(), 10u);
  EXPECT_EQ(read_up_to(file, 4), "0123");
  EXPECT_EQ(read_up_to(file, 4), "4567");
  file.seek(1);
  EXPECT_EQ(read_up_to(file, 2), "12");
}

TEST(InputFile, TheEndIsAShortRead) {
  const TemporaryDirectory folder;
  write_file_synced(folder / "a", "0123");
  InputFile file(folder / "a");
  EXPECT_EQ(read_up_to(file, 9), "0123");
  EXPECT_EQ(read_up_to(file, 9), "");
}

TEST(InputFile, WhatCannotBeReadIsAnErrorThatNamesTheFile) {
  const TemporaryDirectory folder;
  EXPECT_NE(message_of<FileError>([&] { InputFile(folder / "absent"); }).find("absent"),
            std::string::npos);
  InputFile directory(folder.path());  // opens, but has no bytes
  char byte = 0;
  EXPECT_THROW(directory.read(&byte, 1), FileError);
}

TEST(InputFile, WhoMayNotReadIsNotToldToWriteElsewhere) {
  const TemporaryDirectory folder;
  write_file_synced(folder / "a", "0123");
  std::filesystem::permissions(folder / "a", std::filesystem::perms::none);
  std::string message;
  {
    const WithoutPermission nobody(folder.path());
    message = message_of<FileError>([&] { InputFile(folder / "a"); });
  }
  EXPECT_NE(message.find("permission to read it"), std::string::npos) << message;
}

}  // namespace
}  // namespace tandem
