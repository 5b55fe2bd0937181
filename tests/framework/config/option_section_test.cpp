// What comes out of a declaration: dump, flat list, JSON Schema, help.
#include "framework/config/option_section.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>

#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "framework/core/text.h"
#include "tests/framework/config/example_options.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using testing_support::example_table;
using testing_support::ExampleOptions;
using testing_support::schedule_table;
using testing_support::ScheduleOptions;

TEST(OptionSection, TheDumpReadsBackToTheSameValues) {
  ExampleOptions options;
  for (const double rate : {0.1, 1e-4, 1.0 / 3.0, 5e-324, 10.0, 3.141592653589793}) {
    for (const std::string path :
         {"a.h5", "true", "no", "12", "a: b # c", " x ", "größe", "\"q\"", "line\nbreak", "tab\t",
          "-", "~", "[x]", "null", "\x7f[2J", "\xc2\x9b[2J\xc2\xa0"}) {
      options.learning_rate = rate;
      options.path = path;
      options.resident_bytes.value = 1234567;
      options.widths = {1, 2, std::numeric_limits<int64_t>::max()};
      options.nesterov = true;
      const std::string yaml = dump_yaml(example_table().bind(options));
      ExampleOptions again;
      parse_options(read_yaml(yaml, "dump"), example_table().bind(again));
      EXPECT_EQ(again.learning_rate, rate) << yaml;
      EXPECT_EQ(again.path, path) << yaml;
      EXPECT_EQ(again.widths, options.widths);
      EXPECT_EQ(again.resident_bytes, options.resident_bytes);
      EXPECT_EQ(dump_yaml(example_table().bind(again)), yaml);
      EXPECT_EQ(printable(yaml), yaml) << "what a terminal obeys is escaped as YAML does it";
    }
  }
}

TEST(OptionSection, TheDumpIsPlain) {
  ExampleOptions options;
  options.path = "mnist.h5";
  options.learning_rate = 1e-5;
  EXPECT_EQ(dump_yaml(example_table().bind(options)),
            "path: mnist.h5\nlearning_rate: 1.0e-05\nbetas: [0.9, 0.999]\nwidths: [400, 20]\n"
            "micro_batches: 4\nnesterov: false\nresident_bytes: 1GiB\nname: run\n"
            "schedule:\n  kind: constant\n  warmup_steps: 0\n");
}

TEST(OptionSection, SectionsArePutTogetherAtRunTime) {
  ExampleOptions options;
  options.path = "x";
  ScheduleOptions critic;
  ScheduleOptions generator;
  OptionSection learners;
  learners.add_section("critic", "Of the critic.", schedule_table().bind(critic));
  learners.add_section("generator", "Of the generator.", schedule_table().bind(generator));
  OptionSection root = example_table().bind(options);
  root.add_section("learners", "One per objective.", std::move(learners));
  parse_options(read_yaml("learners: {generator: {warmup_steps: 9}}", "run.yaml"), root);
  EXPECT_EQ(critic.warmup_steps, 0);
  EXPECT_EQ(generator.warmup_steps, 9);
  EXPECT_THAT(flatten(root), AllOf(Contains(Pair("learners.generator.warmup_steps", "9")),
                                   Contains(Pair("schedule.kind", "constant"))));
  EXPECT_THROW(root.add_section("schedule", "Again.", schedule_table().bind(critic)), Error);
}

TEST(OptionSection, ANameDeclaredTwiceOrAMisplacedConstraintIsAMistake) {
  ScheduleOptions options;
  EXPECT_THROW(schedule_table().field("kind", &ScheduleOptions::kind, "Again.").bind(options),
               Error);
  EXPECT_THROW(OptionTable<ScheduleOptions>()
                   .field("kind", &ScheduleOptions::kind, "Text.", above(0.0))
                   .bind(options),
               Error);
  EXPECT_THROW(OptionTable<ScheduleOptions>()
                   .field("steps", &ScheduleOptions::warmup_steps, "Number.", length(2))
                   .bind(options),
               Error);
  ExampleOptions example;
  EXPECT_THROW(example_table().live().bind(example), Error) << "said of a section";
}

TEST(OptionSection, WhatMayChangeIsDeclaredWithTheOption) {
  ScheduleOptions options;
  const OptionTable<ScheduleOptions> table =
      OptionTable<ScheduleOptions>()
          .field("kind", &ScheduleOptions::kind, "Fixed.")
          .field("warmup_steps", &ScheduleOptions::warmup_steps, "Live.")
          .live();
  const auto section = table.bind(options);
  const auto before = flatten(section);
  options = {.kind = "cosine", .warmup_steps = 3};
  const std::string kind = "kind: was constant, is cosine";
  const std::string steps = "warmup_steps: was 0, is 3";
  EXPECT_THAT(differences(before, section, OptionChange::kNever), ElementsAre(kind, steps));
  EXPECT_THAT(differences(before, section, OptionChange::kAnytime), ElementsAre(kind, steps));
  EXPECT_THAT(differences(before, section, OptionChange::kLive), ElementsAre(kind));
  EXPECT_THAT(help_text(section, "warmup_steps"), HasSubstr("Live. [live]"));
  EXPECT_THAT(help_text(section, "kind"), Not(HasSubstr("[live]")));
  const auto free = OptionTable<ScheduleOptions>(table).anytime().bind(options);
  EXPECT_THAT(differences(before, free, OptionChange::kAnytime), ElementsAre(kind));
  EXPECT_THAT(differences(before, free, OptionChange::kLive), ElementsAre(kind));
  EXPECT_THAT(differences(before, free, OptionChange::kNever), ElementsAre(kind, steps));
}

TEST(OptionSection, AnOptionThatWasNotKnownHadItsDefault) {
  ScheduleOptions options;
  const auto section = schedule_table().bind(options);
  const std::vector<std::pair<std::string, std::string>> before = {{"kind", "constant"},
                                                                   {"gone", "1"}};
  EXPECT_THAT(differences(before, section, OptionChange::kAnytime),
              ElementsAre("gone: was 1, is absent"));
  options.warmup_steps = 2;
  EXPECT_THAT(differences(before, section, OptionChange::kAnytime),
              ElementsAre("warmup_steps: was 0, is 2", "gone: was 1, is absent"));
}

/// Whether the parser takes this kind of value for an option; it may still break a constraint.
bool parser_takes(const std::string& name, const std::string& value) {
  ExampleOptions options;
  const std::string others = name == "path" ? "" : "path: x, ";
  std::string said;
  try {
    parse_options(read_yaml("{" + others + name + ": " + value + "}", "run.yaml"),
                  example_table().bind(options));
  } catch (const ConfigError& error) {
    said = error.what();
  }
  return said.find("wrong type") == std::string::npos &&
         said.find("section of options") == std::string::npos;
}

bool schema_takes(const nlohmann::json& schema, const nlohmann::json& value) {
  const auto is = [&](const nlohmann::json& type) {
    return type == value.type_name() || (type == "integer" && value.is_number_integer());
  };
  const nlohmann::json& types = schema.at("type");
  return types.is_array() ? std::any_of(types.begin(), types.end(), is) : is(types);
}

TEST(OptionSection, TheSchemaTakesTheKindsOfValuesThatTheParserTakes) {
  ExampleOptions options;
  const auto schema = nlohmann::json::parse(json_schema(example_table().bind(options)));
  for (const auto& [name, property] : schema["properties"].items()) {
    for (const char* value : {"null", "true", "17", "1.5", "[]", "{}"}) {
      EXPECT_EQ(schema_takes(property, nlohmann::json::parse(value)), parser_takes(name, value))
          << name << ": " << value;
    }
    EXPECT_EQ(schema_takes(property, "4KiB"), parser_takes(name, "4KiB")) << name;
  }
  EXPECT_EQ(schema["type"], "object") << "what is required is missing in nothing";
  ScheduleOptions schedule;
  const OptionSection free = schedule_table().bind(schedule);
  EXPECT_TRUE(schema_takes(nlohmann::json::parse(json_schema(free)), nullptr));
  parse_options(read_yaml("", "run.yaml"), free);
}

TEST(OptionSection, TheSchemaOfBytesIsThatOfTheParser) {
  ExampleOptions options;
  options.resident_bytes.value = 1234567;
  const auto schema = nlohmann::json::parse(json_schema(example_table().bind(options)));
  const auto& bytes = schema["properties"]["resident_bytes"];
  EXPECT_EQ(bytes["default"], 1234567);
  const std::regex pattern(bytes["pattern"].get<std::string>());
  for (const char* text : {"64MiB", "0B", "1TiB", "01KiB", "1GB", "MiB", "1.5GiB"}) {
    EXPECT_EQ(std::regex_match(text, pattern), parser_takes("resident_bytes", text)) << text;
  }
  // Where YAML gives a text of digits alone, it was in quotes.
  EXPECT_FALSE(parser_takes("resident_bytes", "\"4096\""));
  EXPECT_FALSE(std::regex_match("4096", pattern));
}

TEST(OptionSection, TheSchemaSaysTheSameAsTheParser) {
  ExampleOptions options;
  const auto schema = nlohmann::json::parse(json_schema(example_table().bind(options)));
  EXPECT_EQ(schema["additionalProperties"], false);
  EXPECT_THAT(schema["required"], nlohmann::json::array({"path"}));
  const auto& properties = schema["properties"];
  EXPECT_EQ(properties["learning_rate"]["exclusiveMinimum"], 0.0);
  EXPECT_EQ(properties["learning_rate"]["maximum"], 10.0);
  EXPECT_EQ(properties["learning_rate"]["default"], 1e-3);
  EXPECT_EQ(properties["learning_rate"]["description"], "Step size.");
  EXPECT_EQ(properties["betas"]["items"]["maximum"], 1.0);
  EXPECT_EQ(properties["betas"]["minItems"], 2);
  EXPECT_EQ(properties["resident_bytes"]["default"], "1GiB");
  EXPECT_EQ(properties["schedule"]["properties"]["kind"]["enum"][1], "cosine");
  EXPECT_EQ(properties["schedule"]["additionalProperties"], false);
  EXPECT_FALSE(properties["path"].contains("default"));
}

TEST(OptionSection, HelpShowsAllOrOne) {
  ExampleOptions options;
  const OptionSection section = example_table().bind(options);
  EXPECT_THAT(help_text(section),
              AllOf(HasSubstr("learning_rate"), HasSubstr("0.001 (> 0, <= 10)"),
                    HasSubstr("schedule: Learning rate over time."), HasSubstr("schedule.kind"),
                    HasSubstr("required (not empty)")));
  EXPECT_THAT(help_text(section, "schedule"),
              AllOf(HasSubstr("schedule.warmup_steps"), Not(HasSubstr("learning_rate"))));
  EXPECT_THAT(help_text(section, "schedule.kind"),
              AllOf(HasSubstr("one of constant, cosine"), Not(HasSubstr("warmup"))));
  EXPECT_THAT(message_of<UsageError>([&] { help_text(section, "shedule.kind"); }),
              HasSubstr("Did you mean 'schedule.kind'?"));
  EXPECT_THAT(message_of<UsageError>([&] { help_text(section, "kind"); }),
              HasSubstr("Did you mean 'schedule.kind'?"));
  EXPECT_THROW(help_text(section, "schedule.kind.more"), UsageError);
}

}  // namespace
}  // namespace tandem
