#include "launch/worker/loaded_run.h"

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

/// A run whose data were moved behind its last checkpoint.
class LoadedRunTest : public ::testing::Test {
 protected:
  LoadedRunTest() {
    (void)files_.loaded(4);
    std::filesystem::rename(before_, now_);
  }

  LoadedRun load(const std::optional<Arguments>& data_places) const {
    return {files_.paths().root, {.data_places = data_places}, at::Device(at::kCPU)};
  }

  testing_support::UntrainedRun files_;
  std::filesystem::path before_ = files_.resumed().options().data.path;
  std::filesystem::path now_ = files_.yaml().replace_filename("elsewhere.h5");
};

TEST_F(LoadedRunTest, DataAreWhereACallSaysThatTheyLie) {
  const LoadedRun run = load(Arguments{"data.path=" + now_.string()});
  EXPECT_EQ(run.step(), 4);
  EXPECT_EQ(run.data().num_rows("train"), 8);
  EXPECT_EQ(run.configuration().options().data.path, now_);
}

TEST_F(LoadedRunTest, ASplitIsOneOfTheData) {
  const DataSources data({{"", now_}});
  EXPECT_NO_THROW(check_has_split(data, "test"));
  EXPECT_EQ(message_of<UsageError>([&] { check_has_split(data, "valid"); }),
            "--split: the data of the run has no such split; expected one of train, test, "
            "got valid");
}

TEST_F(LoadedRunTest, DataThatAreMissingAreAskedFor) {
  EXPECT_THAT(message_of<FileError>([&] { load(Arguments{}); }),
              AllOf(HasSubstr(before_.string()), HasSubstr("add data.path=FILE to the command")));
}

TEST_F(LoadedRunTest, WhereTheDirectoryIsMissingBothAreSaid) {
  const std::string place = "data.path=" + (now_ / "below" / "data.h5").string();
  std::filesystem::remove(now_);
  EXPECT_THAT(
      message_of<FileError>([&] { load(Arguments{place}); }),
      HasSubstr("There is no directory " + now_.string() + ". data.path names " + now_.string()));
}

TEST_F(LoadedRunTest, NoWordIsAdvisedWhereNoCallCanSayIt) {
  EXPECT_THAT(message_of<FileError>([&] { load(std::nullopt); }),
              AllOf(HasSubstr(before_.string()), Not(HasSubstr("data.path=FILE"))));
}

TEST_F(LoadedRunTest, WhatIsNoRunIsRefused) {
  EXPECT_THAT(message_of<ConfigError>(
                  [&] { LoadedRun(files_.paths().root / "none", {}, at::Device(at::kCPU)); }),
              HasSubstr("none: not the directory of a run"));
}

TEST_F(LoadedRunTest, OtherFailuresAreNoReasonToNameAPlace) {
  std::filesystem::create_directory(before_);
  EXPECT_THAT(message_of<FileError>([&] { load(Arguments{}); }), Not(HasSubstr("data.path=FILE")));
}

}  // namespace
}  // namespace tandem
