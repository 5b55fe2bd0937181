#include "launch/comparison_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/launch/option_command.h"
#include "tests/support/error_message.h"
#include "tests/support/recorded_run.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ComparisonOptions : public ::testing::Test {
 protected:
  CommandCall call(const Arguments& arguments) const {
    return parse_call(command_, "tandem", arguments);
  }

 private:
  const Command command_ = testing_support::command_with<add_comparison_options>();
};

TEST_F(ComparisonOptions, WithoutThemConfigurationsAreComparedInAllThatWasRecorded) {
  const ComparisonRequest request = comparison_request(call({"runs"}));
  EXPECT_THAT(request.values, IsEmpty());
  EXPECT_EQ(request.by, GroupBy::kConfiguration);
  EXPECT_EQ(request.measuring, "`tandem evaluate RUN`");
}

TEST_F(ComparisonOptions, NameValuesAndWhichRunsBelongTogether) {
  const ComparisonRequest request =
      comparison_request(call({"--metric", "fid,coverage", "--by", "family"}));
  EXPECT_THAT(request.values, ElementsAre("fid", "coverage"));
  EXPECT_EQ(request.by, GroupBy::kFamily);
  EXPECT_EQ(comparison_request(call({"--by=configuration"})).by, GroupBy::kConfiguration);
  EXPECT_THAT(message_of<UsageError>([&] {
                comparison_request(call({"--by", "colour"}));
              }),
              HasSubstr("--by is family or configuration, not 'colour'"));
}

TEST_F(ComparisonOptions, TheWordsAreTheRuns) {
  const TemporaryDirectory directory;
  for (const char* name : {"a", "b"}) testing_support::make_run(directory / name);
  const auto runs = named_runs(call({"--by", "family", directory / "b", "--metric", "fid"}));
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs.front().path, directory / "b");
  EXPECT_EQ(named_runs(call({directory.path()})).size(), 2U);
}

TEST_F(ComparisonOptions, WithoutARunThereIsNothingToCompare) {
  EXPECT_THAT(message_of<UsageError>([&] {
                named_runs(call({"--by", "family"}));
              }),
              HasSubstr("the runs are missing"));
  const TemporaryDirectory empty;
  EXPECT_THAT(message_of<ConfigError>([&] { named_runs(call({empty.path()})); }),
              HasSubstr("no run"));
}

}  // namespace
}  // namespace tandem
