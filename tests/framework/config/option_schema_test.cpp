// json_schema: that it says of values what the parser says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "framework/config/option_section.h"
#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "tests/framework/config/example_options.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::StartsWith;
using testing_support::example_table;
using testing_support::ExampleOptions;
using testing_support::schedule_table;
using testing_support::ScheduleOptions;

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

TEST(OptionSchema, TakesTheKindsOfValuesThatTheParserTakes) {
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

TEST(OptionSchema, OfBytesIsThatOfTheParser) {
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

TEST(OptionSchema, SaysTheSameAsTheParser) {
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

TEST(OptionSchema, ASectionIsRequiredForWhatItRequires) {
  ExampleOptions options;
  ScheduleOptions schedule;
  OptionSection outer;
  outer.add_section("data", "What is read.", example_table().bind(options));
  OptionSection root;
  root.add_section("outer", "All of it.", std::move(outer));
  root.add_section("schedule", "Over time.", schedule_table().bind(schedule));
  const auto tree = nlohmann::json::parse(json_schema(root));
  EXPECT_EQ(tree["required"], nlohmann::json::array({"outer"}));
  EXPECT_EQ(tree["properties"]["outer"]["required"], nlohmann::json::array({"data"}));
  EXPECT_EQ(tree["properties"]["outer"]["type"], "object");
  EXPECT_EQ(tree["properties"]["schedule"]["type"], nlohmann::json::array({"object", "null"}));
  EXPECT_FALSE(tree["properties"]["schedule"].contains("required"));
}

TEST(OptionSchema, IsADocumentInTheOrderOfTheDeclaration) {
  ScheduleOptions options;
  OptionSection section = schedule_table().bind(options);
  section.sentence = "Learning rate over time.";
  const std::string text = json_schema(section);
  EXPECT_THAT(text, AllOf(StartsWith("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/"),
                          EndsWith("}\n")));
  const auto schema = nlohmann::ordered_json::parse(text);
  EXPECT_EQ(schema["description"], "Learning rate over time.");
  std::vector<std::string> names;
  for (const auto& [name, property] : schema["properties"].items()) names.push_back(name);
  EXPECT_THAT(names, ElementsAre("kind", "warmup_steps"));
}

TEST(OptionSchema, DefaultsAreThoseOfTheOptions) {
  ExampleOptions options;
  options.nesterov = true;
  const auto schema = nlohmann::json::parse(json_schema(example_table().bind(options)));
  const auto& properties = schema["properties"];
  EXPECT_EQ(properties["nesterov"]["default"], true);
  EXPECT_EQ(properties["betas"]["default"], nlohmann::json::array({0.9, 0.999}));
  EXPECT_EQ(properties["schedule"]["properties"]["kind"]["default"], "constant");
}

}  // namespace
}  // namespace tandem
