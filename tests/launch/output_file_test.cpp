#include "launch/output_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

TEST(OutputFile, ItsDirectoryIsThere) {
  const TemporaryDirectory directory;
  EXPECT_THAT(
      message_of<UsageError>([&] { check_output(directory / "no" / "a.h5", true); }),
      HasSubstr((directory / "no").string() + ": the directory of the output is not there"));
  EXPECT_NO_THROW(check_output("a-name-alone.h5", false));
}

}  // namespace
}  // namespace tandem
