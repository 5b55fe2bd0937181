#include "launch/model_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "launch/program.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class ModelOptions : public ::testing::Test {
 protected:
  CommandCall call_of(const std::string& command, const Arguments& arguments) const {
    return parse_call(find_command(tandem_, command), "tandem", arguments);
  }

  Program tandem_{.name = "tandem", .sentence = "", .commands = all_commands()};
};

TEST_F(ModelOptions, TheRunIsTheOnlyWord) {
  const CommandCall call = call_of(
      "sample", {"--count", "9", "a run", "--condition", "label=3", "--condition", "code_1=-1"});
  EXPECT_EQ(named_run(call), "a run");
  EXPECT_EQ(call.get<int64_t>("count"), 9);
  EXPECT_EQ(call.get<uint64_t>("seed"), 1U);
  EXPECT_FALSE(call.has("raw"));
  EXPECT_EQ(call.find<int64_t>("step"), std::nullopt);
  EXPECT_EQ(call.find<std::vector<std::string>>("condition"),
            (std::vector<std::string>{"label=3", "code_1=-1"}));
}

TEST_F(ModelOptions, WithoutARunTheUsageIsShown) {
  EXPECT_THAT(message_of<UsageError>([&] {
                named_run(call_of("evaluate", {"--samples", "10"}));
              }),
              AllOf(HasSubstr("one run is needed"), HasSubstr("tandem evaluate RUN")));
  EXPECT_THROW(named_run(call_of("evaluate", {"a", "b"})), UsageError);
}

TEST_F(ModelOptions, AStepBesideTheBestIsRefused) {
  for (const char* command : {"inspect", "encode", "sample", "evaluate"}) {
    EXPECT_THAT(message_of<UsageError>([&] {
                  named_run(call_of(command, {"a", "--step", "4", "--best"}));
                }),
                HasSubstr("--step and --best"))
        << command;
  }
}

}  // namespace
}  // namespace tandem
