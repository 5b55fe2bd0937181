#include "launch/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/program_options/value_semantic.hpp>

#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

namespace po = boost::program_options;

po::options_description some_options() {
  po::options_description options = no_options();
  options.add_options()("samples", po::value<int>()->value_name("N"), "how many");
  return options;
}

ExitCode do_nothing(const CommandCall&) { return ExitCode::kDone; }

Command some_command() {
  return {.program = "tandem",
          .name = "some",
          .usage = "RUN [--samples N]",
          .sentence = "Do nothing.",
          .options = some_options,
          .run = do_nothing};
}

TEST(Command, ACallHasOptionsAndWordsInTheirOrder) {
  const Command command = some_command();
  const CommandCall call = parse_call(command, "./tandem", {"b", "--samples", "3", "a=-1", "~c"});
  EXPECT_EQ(call.words, (Arguments{"b", "a=-1", "~c"}));
  EXPECT_EQ(call.find<int>("samples"), 3);
  EXPECT_EQ(call.program, "./tandem");
}

TEST(Command, OneThatReadsItsArgumentsItselfGetsThemAsTheyAre) {
  Command command = some_command();
  command.options = nullptr;
  const CommandCall call = parse_call(command, "tandem", {"--what", "-e", "ver"});
  EXPECT_EQ(call.arguments, (Arguments{"--what", "-e", "ver"}));
  EXPECT_TRUE(call.words.empty());
}

TEST(Command, AMisspeltOptionGetsTheNearest) {
  const Command command = some_command();
  const auto message = [&](const Arguments& arguments) {
    return message_of<UsageError>([&] { parse_call(command, "tandem", arguments); });
  };
  EXPECT_THAT(message({"a", "--sample", "10"}), HasSubstr("Did you mean '--samples'?"));
  EXPECT_THAT(message({"--samples", "ten"}), HasSubstr("`tandem --help` shows the usage"));
}

TEST(Command, HelpSaysWhatItIsForHowItIsUsedAndItsOptions) {
  Command command = some_command();
  EXPECT_THAT(help_of(command),
              AllOf(HasSubstr("Do nothing.\n\nUsage: tandem some RUN [--samples N]\n\nOptions:"),
                    HasSubstr("--samples N"), HasSubstr("--help")));
  command.options = no_options;
  EXPECT_THAT(help_of(command), Not(HasSubstr("Options")));
}

TEST(Command, AFailureSaysHowItIsUsed) {
  const Command command = some_command();
  const CommandCall call = parse_call(command, "tandem", {});
  EXPECT_EQ(message_of<UsageError>([&] { call.fail("no run"); }),
            "tandem some: no run; expected tandem some RUN [--samples N]. `tandem some --help` "
            "says more.");
}

}  // namespace
}  // namespace tandem
