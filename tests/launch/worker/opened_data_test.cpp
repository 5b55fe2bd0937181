#include "launch/worker/opened_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "framework/core/error.h"
#include "tests/launch/worker/untrained_run.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class OpenedDataTest : public ::testing::Test {
 protected:
  std::string refusal(const RunConfiguration& configuration, bool may_be_placed = true) const {
    return message_of<FileError>([&] { opened_data(configuration, may_be_placed); });
  }

  testing_support::UntrainedRun files_;
  std::filesystem::path data_ = files_.new_run().options().data.path;
};

TEST_F(OpenedDataTest, IsWhatTheConfigurationNames) {
  EXPECT_EQ(opened_data(files_.new_run()).num_rows("train"), 8);
}

TEST_F(OpenedDataTest, WhereTheyAreMissingTheOptionIsNamed) {
  std::filesystem::remove(data_);
  const auto names_it = HasSubstr("data.path names " + data_.string() + ".");
  EXPECT_THAT(refusal(files_.resumed()),
              AllOf(HasSubstr("cannot open the file"), names_it,
                    HasSubstr("If the data lie elsewhere now, add data.path=FILE to the command."),
                    Not(HasSubstr("current directory"))));
  EXPECT_THAT(refusal(files_.resumed(), /*may_be_placed=*/false),
              AllOf(names_it, Not(HasSubstr("=FILE"))));
}

TEST_F(OpenedDataTest, APathThatTheCallGaveIsNotAskedForAgain) {
  EXPECT_THAT(refusal(files_.new_run({"data.path=no/such.h5"})),
              AllOf(HasSubstr("data.path names no/such.h5, which counts from the current "
                              "directory, " +
                              std::filesystem::current_path().string() + "."),
                    Not(HasSubstr("=FILE"))));
}

TEST_F(OpenedDataTest, WhatCannotBeReadIsNotMissing) {
  std::filesystem::remove(data_);
  std::filesystem::create_directory(data_);
  EXPECT_THAT(refusal(files_.new_run()), Not(HasSubstr("data.path")));
}

}  // namespace
}  // namespace tandem
