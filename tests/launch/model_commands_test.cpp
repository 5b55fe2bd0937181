#include "launch/model_commands.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "launch/command_line.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(ModelCommands, ReadsTheRunAndItsOptions) {
  const auto values = parse_model_command(
      "sample", {"--count", "9", "a run", "--condition", "label=3", "--condition", "code_1=-1"},
      sample_options());
  EXPECT_EQ(words_of(values), std::vector<std::string>{"a run"});
  EXPECT_EQ(values["count"].as<int64_t>(), 9);
  EXPECT_EQ(values["seed"].as<uint64_t>(), 1U);
  EXPECT_EQ(values["condition"].as<std::vector<std::string>>(),
            (std::vector<std::string>{"label=3", "code_1=-1"}));
}

TEST(ModelCommands, WithoutARunTheUsageIsShown) {
  const std::string message = message_of<UsageError>([] {
    parse_model_command("evaluate", {"--samples", "10"}, evaluate_options());
  });
  EXPECT_THAT(message, AllOf(HasSubstr("one run is needed"), HasSubstr("tandem evaluate RUN")));
  EXPECT_THROW(parse_model_command("evaluate", {"a", "b"}, evaluate_options()), UsageError);
}

TEST(ModelCommands, AMisspeltOptionGetsTheNearest) {
  EXPECT_THAT(message_of<UsageError>([] {
                parse_model_command("evaluate", {"a", "--sample", "10"}, evaluate_options());
              }),
              HasSubstr("Did you mean '--samples'?"));
}

TEST(ModelCommands, AStepBesideTheBestIsRefused) {
  EXPECT_THAT(
      message_of<UsageError>([] {
        parse_model_command("inspect", {"a", "--step", "4", "--best"}, checkpoint_options());
      }),
      HasSubstr("--step and --best"));
}

}  // namespace
}  // namespace tandem
