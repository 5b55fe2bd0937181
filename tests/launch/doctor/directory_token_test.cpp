#include "launch/doctor/directory_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/standard_error.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;
using testing_support::standard_error_of;

TEST(DirectoryToken, ComesAndGoes) {
  const TemporaryDirectory temporary;
  {
    const DirectoryToken token(temporary.path());
    EXPECT_EQ(token.file().parent_path(), temporary.path());
    EXPECT_EQ(read_file(token.file()), token.content());
    EXPECT_GE(token.content().size(), 16U);
  }
  EXPECT_TRUE(names_in(temporary.path()).empty());
}

TEST(DirectoryToken, IsAnotherOneEachTime) {
  const TemporaryDirectory temporary;
  const DirectoryToken one(temporary.path());
  const DirectoryToken other(temporary.path());
  EXPECT_NE(one.file(), other.file());
  EXPECT_NE(one.content(), other.content());
}

TEST(DirectoryToken, SaysWhatItCannotRemoveAndNothingOfWhatIsGone) {
  const TemporaryDirectory temporary;
  const auto remove_early = [&] {
    const DirectoryToken token(temporary.path());
    std::filesystem::remove(token.file());
  };
  EXPECT_EQ(standard_error_of(remove_early), "");
  const auto put_a_directory_there = [&] {
    const DirectoryToken token(temporary.path());
    std::filesystem::remove(token.file());
    std::filesystem::create_directories(token.file() / "full");
  };
  EXPECT_THAT(standard_error_of(put_a_directory_there), HasSubstr("could not be removed"));
}

TEST(DirectoryToken, SaysThatItCannotBe) {
  EXPECT_THROW(DirectoryToken("/nowhere/at/all"), FileError);
}

}  // namespace
}  // namespace tandem
