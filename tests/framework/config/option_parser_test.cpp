// parse_options: what is accepted, what is refused and how it is said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/config/option_section.h"
#include "framework/config/overrides.h"
#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "tests/framework/config/example_options.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing_support::example_table;
using testing_support::ExampleOptions;

ExampleOptions parsed(const std::string& yaml) {
  ExampleOptions options;
  parse_options(read_yaml(yaml, "run.yaml"), example_table().bind(options));
  return options;
}

std::string error_of(const std::string& yaml) {
  try {
    parsed(yaml);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "accepted";
}

/// The answer to one more option beside the required one.
std::string error_with(const std::string& line) { return error_of("path: x\n" + line + "\n"); }

/// Conditions of a sweep are called after the parameters that they are on.
TEST(OptionParser, ANameWithDotsIsNoPath) {
  struct Dotted {
    int64_t value = 1;
  } options;
  const auto table = OptionTable<Dotted>()
                         .field("a.b", &Dotted::value, "A number.")
                         .unread_where([](const Dotted& now) { return now.value == 3 ? "2" : ""; });
  const OptionSection section = table.bind(options);
  parse_options(read_yaml("a.b: 2", "run.yaml"), section);
  EXPECT_EQ(options.value, 2);
  EXPECT_THAT(
      message_of<ConfigError>([&] { parse_options(read_yaml("a.b: 3", "run.yaml"), section); }),
      AllOf(HasSubstr("run.yaml:1:"), HasSubstr("nothing reads 'a.b'")));
}

TEST(OptionParser, AnOverrideMayBeOfWhatNothingReads) {
  struct Single {
    int64_t value = 1;
  } options;
  const OptionSection section = OptionTable<Single>()
                                    .field("value", &Single::value, "A number.")
                                    .unread_where([](const Single&) { return "none"; })
                                    .bind(options);
  for (const UnreadOptions unread : {UnreadOptions::kRefused, UnreadOptions::kAcceptedInFile}) {
    ConfigNode root = read_yaml("{}", "run.yaml");
    apply_overrides(root, {"value=2"});
    EXPECT_THAT(message_of<ConfigError>([&] { parse_options(root, section, unread); }),
                HasSubstr("nothing reads 'value'"));
    apply_overrides(root, {"?value=3"});
    parse_options(root, section, unread);
    EXPECT_EQ(options.value, 3);
  }
}

TEST(OptionParser, SetsEveryType) {
  const ExampleOptions options = parsed(
      "path: 017\nlearning_rate: 2\nbetas: [0.5, 1]\nwidths: []\nmicro_batches: 8\n"
      "nesterov: true\nresident_bytes: 64MiB\nschedule: {kind: cosine, warmup_steps: 10}\n");
  EXPECT_EQ(options.path, "017");
  EXPECT_EQ(options.learning_rate, 2.0);
  EXPECT_THAT(options.betas, ElementsAre(0.5, 1.0));
  EXPECT_THAT(options.widths, ElementsAre());
  EXPECT_EQ(options.micro_batches, 8);
  EXPECT_TRUE(options.nesterov);
  EXPECT_EQ(options.resident_bytes.value, 64 << 20);
  EXPECT_EQ(options.name, "run");
  EXPECT_EQ(options.schedule.kind, "cosine");
  EXPECT_EQ(options.schedule.warmup_steps, 10);
}

TEST(OptionParser, AnEmptySectionKeepsItsDefaults) {
  EXPECT_EQ(error_with("schedule:"), "accepted");
}

TEST(OptionParser, AnUnknownNameIsGivenWithPlaceAndNearestName) {
  EXPECT_THAT(error_with("learning_rat: 1"),
              AllOf(HasSubstr("run.yaml:2:1"), HasSubstr("unknown option 'learning_rat'"),
                    HasSubstr("Did you mean 'learning_rate'?")));
  EXPECT_THAT(error_with("schedule:\n  kinds: 1"),
              AllOf(HasSubstr("run.yaml:3:3"), HasSubstr("'schedule.kinds'"),
                    HasSubstr("Did you mean 'schedule.kind'?")));
  EXPECT_THAT(error_with("warmup_steps: 1"), HasSubstr("Did you mean 'schedule.warmup_steps'?"));
  EXPECT_THAT(error_with("qqqqqqqqqq: 1"), HasSubstr("Known are: path, learning_rate"));
}

TEST(OptionParser, ConstraintsAreChecked) {
  EXPECT_THAT(error_with("learning_rate: 0"), AllOf(HasSubstr("> 0"), HasSubstr("'0'")));
  EXPECT_THAT(error_with("learning_rate: 11"), HasSubstr("<= 10"));
  EXPECT_THAT(error_with("betas: [0.5, 1.5]"), HasSubstr("0 … 1"));
  EXPECT_THAT(error_with("betas: [0.5]"), HasSubstr("2 values"));
  EXPECT_THAT(error_with("betas: 0.5"), HasSubstr("brackets"));
  EXPECT_THAT(error_with("betas: [0.5, x]"), HasSubstr("run.yaml:2:14"));
  EXPECT_THAT(error_with("widths: [3, 0]"), HasSubstr(">= 1"));
  EXPECT_THAT(error_with("micro_batches: 6"), HasSubstr("a power of two"));
  EXPECT_THAT(error_with("micro_batches: 0"), HasSubstr("a power of two"));
  EXPECT_THAT(error_with("schedule: {kind: cosin}"), HasSubstr("Did you mean 'cosine'?"));
  for (const char* name : {"../up", "a/b", ".hidden", "\"\"", "\"a\\nb\""}) {
    EXPECT_THAT(error_with(std::string("name: ") + name), HasSubstr("letters, digits")) << name;
  }
}

TEST(OptionParser, AMissingRequiredOptionIsNamed) {
  EXPECT_THAT(error_of("name: x\n"), AllOf(HasSubstr("'path' is missing"), HasSubstr("path=")));
}

TEST(OptionParser, AllProblemsAreListedAtOnce) {
  const std::string error = error_of("nme: x\nbetas: [2, 0]\nschedule: 5\nnesterov: maybe\n");
  EXPECT_THAT(error, AllOf(HasSubstr("5 problems"), HasSubstr("'nme'"), HasSubstr("'betas'"),
                           HasSubstr("'schedule'"), HasSubstr("'nesterov'"), HasSubstr("'path'")));
}

TEST(OptionParser, OverridesAreNamedAsTheOrigin) {
  ExampleOptions options;
  ConfigNode root = read_yaml("path: x\n", "run.yaml");
  apply_overrides(root, {"schedule.kind=cosin"});
  EXPECT_THAT(message_of<ConfigError>([&] { parse_options(root, example_table().bind(options)); }),
              AllOf(HasSubstr("override 'schedule.kind=cosin'"), Not(HasSubstr("run.yaml"))));
}

}  // namespace
}  // namespace tandem
