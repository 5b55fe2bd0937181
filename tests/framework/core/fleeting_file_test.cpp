#include "framework/core/fleeting_file.h"

#include <gtest/gtest.h>

#include "framework/core/files.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

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
