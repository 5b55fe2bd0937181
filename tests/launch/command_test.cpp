#include "launch/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/program_options/value_semantic.hpp>

#include "tests/launch/called_command.h"
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

po::options_description with_seed() {
  po::options_description options = no_options();
  options.add_options()("seed", seed_value()->default_value(3), "");
  return options;
}

po::options_description many_options() {
  po::options_description options = no_options();
  options.add_options()("ranks", po::value<int64_t>(), "")("until", po::value<int64_t>(), "")(
      "hosts", po::value<std::string>()->default_value("", ""), "")("names",
                                                                    po::value<std::string>(), "")(
      "all", po::value<std::vector<std::string>>()->composing(), "")("quick", "")("slow", "");
  return options;
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
  // By itself, however long the value behind it is.
  EXPECT_THAT(message({"a", "--sample=1000000"}), HasSubstr("Did you mean '--samples'?"));
  EXPECT_THAT(message({"a", "--wordz", "10"}), Not(HasSubstr("--words")));
}

TEST(Command, AValueOfTheWrongKindIsToldWhatIsExpected) {
  const Command command = some_command();
  const auto message = [&](const Arguments& arguments) {
    return message_of<UsageError>([&] { parse_call(command, "tandem", arguments); });
  };
  EXPECT_THAT(message({"--samples", "ten"}),
              AllOf(HasSubstr("'ten'"), HasSubstr("--samples"),
                    HasSubstr("; expected a whole number. `tandem some --help` shows the usage.")));
  EXPECT_THAT(message({"--samples"}), HasSubstr("`tandem some --help` shows the usage."));
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

TEST(SeedOption, IsAnyNumberOf64Bits) {
  const Command command{.program = "tandem", .name = "some", .options = with_seed};
  EXPECT_EQ(parse_call(command, "tandem", {}).get<uint64_t>("seed"), 3U);
  EXPECT_EQ(parse_call(command, "tandem", {"--seed", "0"}).get<uint64_t>("seed"), 0U);
  EXPECT_EQ(parse_call(command, "tandem", {"--seed=18446744073709551615"}).get<uint64_t>("seed"),
            18446744073709551615U);
}

TEST(SeedOption, WithAMinusIsRefused) {
  const auto message = [](const std::string& command, const Arguments& arguments) {
    return message_of<UsageError>([&] { testing_support::call_command(command, arguments); });
  };
  const auto names_it = AllOf(HasSubstr("'-1'"), HasSubstr("--seed"),
                              HasSubstr("expected a whole number, at least 0"));
  EXPECT_THAT(message("audit", {"run", "--seed=-1"}), names_it);
  EXPECT_THAT(message("sample", {"run", "--seed=-1"}), names_it);
  EXPECT_THAT(message("sample", {"run", "--seed", "-1"}), names_it);
  EXPECT_THAT(message("pack", {"sprites", "--output", "x.h5", "--seed=-1"}), names_it);
}

TEST(OptionWords, GiveAgainWhatWasGiven) {
  const Command command{.program = "tandem",
                        .name = "some",
                        .usage = "",
                        .sentence = "",
                        .options = many_options,
                        .run = nullptr};
  const CommandCall call =
      parse_call(command, "tandem",
                 {"--ranks", "4", "--names", "a b", "word", "--all=x,y", "--quick", "--all", "z"});
  EXPECT_EQ(words_of(call, many_options()),
            (Arguments{"--ranks=4", "--names=a b", "--all=x,y", "--all=z", "--quick"}));
}

}  // namespace
}  // namespace tandem
