// Choices and lists of sections, from their declaration to every form that they take.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "framework/config/option_table.h"
#include "framework/config/overrides.h"
#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

struct StageOptions {
  int64_t steps = 5;
  std::vector<std::string> names;
};

struct PlanOptions {
  std::string title = "plan";
  std::vector<StageOptions> stages;
};

OptionTable<PlanOptions> plan_table() {
  return OptionTable<PlanOptions>()
      .field("title", &PlanOptions::title, "Title.")
      .list("stages", &PlanOptions::stages, "What comes after what.",
            OptionTable<StageOptions>()
                .field("steps", &StageOptions::steps, "Length.", at_least(1))
                .field("names", &StageOptions::names, "Names.", plain_name()));
}

PlanOptions parsed(const std::string& yaml, const std::vector<std::string>& overrides = {}) {
  PlanOptions options;
  ConfigNode root = read_yaml(yaml, "run.yaml");
  apply_overrides(root, overrides);
  parse_options(root, plan_table().bind(options));
  return options;
}

constexpr const char* kYaml = "stages:\n  - {steps: 2, names: [a, b]}\n  - {names: [c]}\n";

enum class Shade { kLight, kDark };

constexpr Choice<Shade> kShades[] = {{"light", Shade::kLight}, {"dark", Shade::kDark}};

struct PaintOptions {
  Shade shade = Shade::kDark;
};

OptionTable<PaintOptions> paint_table() {
  return OptionTable<PaintOptions>().choice("shade", &PaintOptions::shade, "How dark.", kShades);
}

TEST(OptionChoice, IsReadAndShownByItsName) {
  PaintOptions options;
  const OptionSection section = paint_table().bind(options);
  EXPECT_EQ(dump_yaml(section), "shade: dark\n");
  parse_options(read_yaml("shade: light\n", "run.yaml"), section);
  EXPECT_EQ(options.shade, Shade::kLight);
  EXPECT_EQ(dump_yaml(section), "shade: light\n");
}

TEST(OptionChoice, AnotherNameIsRefusedWithThoseOfTheTable) {
  PaintOptions options;
  const OptionSection section = paint_table().bind(options);
  EXPECT_THAT(message_of<ConfigError>(
                  [&] { parse_options(read_yaml("shade: grey\n", "run.yaml"), section); }),
              AllOf(HasSubstr("run.yaml:1"), HasSubstr("one of light, dark")));
  EXPECT_EQ(options.shade, Shade::kDark);
}

TEST(OptionList, ReadsItsElementsAndDumpsThemBack) {
  PlanOptions options = parsed(kYaml);
  ASSERT_EQ(options.stages.size(), 2U);
  EXPECT_EQ(options.stages[0].steps, 2);
  EXPECT_THAT(options.stages[0].names, ElementsAre("a", "b"));
  EXPECT_EQ(options.stages[1].steps, 5);
  const OptionSection section = plan_table().bind(options);
  const std::string yaml = dump_yaml(section);
  EXPECT_EQ(yaml,
            "title: plan\nstages:\n  - steps: 2\n    names: [a, b]\n  - steps: 5\n"
            "    names: [c]\n");
  PlanOptions again = parsed(yaml);
  EXPECT_EQ(dump_yaml(plan_table().bind(again)), yaml);
  EXPECT_THAT(flatten(section), Contains(Pair("stages.1.names", "[c]")));
}

TEST(OptionList, IsEmptyByDefault) {
  PlanOptions options = parsed("title: x");
  EXPECT_TRUE(options.stages.empty());
  EXPECT_EQ(dump_yaml(plan_table().bind(options)), "title: x\nstages: []\n");
}

TEST(OptionList, OverridesReachAnElementOrReplaceTheList) {
  EXPECT_EQ(parsed(kYaml, {"stages.1.steps=9"}).stages[1].steps, 9);
  EXPECT_EQ(parsed(kYaml, {"stages=[{steps: 7}]"}).stages.size(), 1U);
  EXPECT_THAT(message_of<ConfigError>([] { parsed(kYaml, {"stages.2.steps=9"}); }),
              AllOf(HasSubstr("there is no 'stages.2'"), HasSubstr("a list of length 2")));
}

TEST(OptionList, ProblemsAreNamedWithTheirPlace) {
  EXPECT_THAT(
      message_of<ConfigError>([] { parsed("stages:\n  - {step: 2}\n"); }),
      AllOf(HasSubstr("run.yaml:2:6"), HasSubstr("stages.0.step"), HasSubstr("'stages.0.steps'")));
  EXPECT_THAT(message_of<ConfigError>([] { parsed("stages: {steps: 2}\n"); }),
              AllOf(HasSubstr("run.yaml:1"), HasSubstr("a list like [{steps: …}, …]")));
  EXPECT_THAT(message_of<ConfigError>([] { parsed("stages: [{names: [a/b]}]\n"); }),
              HasSubstr("stages.0.names"));
}

TEST(OptionList, IsInTheSchemaAndTheHelp) {
  PlanOptions options;
  const OptionSection section = plan_table().bind(options);
  const auto schema = nlohmann::json::parse(json_schema(section));
  const auto& stages = schema["properties"]["stages"];
  EXPECT_EQ(stages["type"], nlohmann::json::array({"array", "null"}));
  EXPECT_TRUE(parsed("stages: null").stages.empty());
  EXPECT_EQ(stages["items"]["type"], nlohmann::json::array({"object", "null"}));
  EXPECT_EQ(parsed("stages: [null]").stages.size(), 1U);
  EXPECT_EQ(stages["items"]["properties"]["steps"]["minimum"], 1.0);
  EXPECT_EQ(stages["items"]["properties"]["names"]["items"]["type"],
            nlohmann::json::array({"string", "number", "boolean"}));
  EXPECT_THAT(parsed("stages: [{names: [17, true]}]").stages[0].names, ElementsAre("17", "true"));
  EXPECT_THAT(help_text(section),
              AllOf(HasSubstr("stages[]: What comes after what."), HasSubstr("stages[].steps")));
  EXPECT_THAT(help_text(section, "stages"), HasSubstr("stages[].names"));
  EXPECT_THAT(message_of<UsageError>([&] { help_text(section, "stage"); }), HasSubstr("'stages'"));
}

}  // namespace
}  // namespace tandem
