#include "launch/seed_option.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "launch/command.h"
#include "tests/launch/called_command.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

boost::program_options::options_description with_seed() {
  auto options = no_options();
  options.add_options()("seed", seed_value()->default_value(3), "");
  return options;
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
  const auto names_it = AllOf(HasSubstr("'-1'"), HasSubstr("--seed"));
  EXPECT_THAT(message("audit", {"run", "--seed=-1"}), names_it);
  EXPECT_THAT(message("sample", {"run", "--seed=-1"}), names_it);
  EXPECT_THAT(message("sample", {"run", "--seed", "-1"}), names_it);
  EXPECT_THAT(message("pack", {"sprites", "--output", "x.h5", "--seed=-1"}), names_it);
}

}  // namespace
}  // namespace tandem
