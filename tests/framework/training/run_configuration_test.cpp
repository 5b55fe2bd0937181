// Where the data of a run lies: one path, or one for each source of the family.
#include "framework/training/run_configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kYaml = R"(name: test
steps: 10
model: {family: FAMILY}
data: {DATA}
)";

Family family(const std::string& name, const std::vector<std::string>& fields) {
  return {.name = name, .sentence = "A family.", .data = {.fields = fields}, .learners = [] {
            return std::vector<LearnerDefaults>{{"fit", {}}};
          }};
}

class RunConfigurationTest : public testing::Test {
 protected:
  RunConfiguration load(const std::string& name, const std::string& data,
                        const std::vector<std::string>& overrides = {}) const {
    write(name, data);
    return RunConfiguration::load(path_, overrides, families_);
  }
  std::string refusal(const std::string& name, const std::string& data) const {
    return message_of<ConfigError>([&] { (void)load(name, data); });
  }
  OptionSection shown(const std::string& name) const {
    write(name, "");
    return RunConfiguration::defaults(path_, {}, families_).section();
  }
  void write(const std::string& name, const std::string& data) const {
    std::string yaml = kYaml;
    yaml.replace(yaml.find("FAMILY"), 6, name);
    yaml.replace(yaml.find("DATA"), 4, data);
    replace_file(path_, yaml);
  }

  const std::vector<Family> families_ = {family("plain", {"images"}),
                                         family("unpaired", {"a/images", "b/images", "b/labels"})};
  TemporaryDirectory directory_;
  std::filesystem::path path_ = directory_ / "run.yaml";
};

TEST_F(RunConfigurationTest, AFamilyWithoutSourcesHasOnePath) {
  const RunConfiguration configuration = load("plain", "path: x.h5");
  const std::vector<DataSourceLocation> locations = configuration.data_locations();
  ASSERT_EQ(locations.size(), 1u);
  EXPECT_EQ(locations[0].name, "");
  EXPECT_EQ(locations[0].path, "x.h5");
  EXPECT_THAT(dump_yaml(configuration.section()), Not(HasSubstr("sources")));
  EXPECT_THAT(refusal("plain", ""), HasSubstr("'data.path' is missing"));
  EXPECT_THAT(refusal("plain", "path: x.h5, sources: {a: {path: y.h5}}"),
              AllOf(HasSubstr("unknown option 'data.sources'"), HasSubstr("run.yaml:4:20")));
}

TEST_F(RunConfigurationTest, EachSourceHasAPath) {
  const RunConfiguration configuration =
      load("unpaired", "sources: {a: {path: x.h5}}", {"data.sources.b.path=dir/y.h5"});
  const std::vector<DataSourceLocation> locations = configuration.data_locations();
  ASSERT_EQ(locations.size(), 2u);
  EXPECT_EQ(locations[0].name, "a");
  EXPECT_EQ(locations[0].path, "x.h5");
  EXPECT_EQ(locations[1].name, "b");
  EXPECT_EQ(locations[1].path, "dir/y.h5");
}

TEST_F(RunConfigurationTest, PathsOfSourcesAreDocumented) {
  const OptionSection section = shown("unpaired");
  EXPECT_THAT(help_text(section, "data"),
              AllOf(HasSubstr("data.sources.a.path"), HasSubstr("data.sources.b.path"),
                    HasSubstr("required"), Not(HasSubstr("data.path"))));
  EXPECT_THAT(json_schema(section), HasSubstr("The source 'b' of the family."));
  EXPECT_THAT(help_text(shown("plain"), "data"),
              AllOf(HasSubstr("data.path"), Not(HasSubstr("sources"))));
}

TEST_F(RunConfigurationTest, WhatIsDumpedIsReadBack) {
  const RunConfiguration written =
      load("unpaired", "sources: {a: {path: x.h5}, b: {path: 'a file.h5'}}");
  const std::string yaml = dump_yaml(written.section());
  replace_file(path_, yaml);
  const RunConfiguration read = RunConfiguration::load(path_, {}, families_);
  EXPECT_EQ(dump_yaml(read.section()), yaml);
  EXPECT_EQ(read.data_locations()[1].path, "a file.h5");
}

TEST_F(RunConfigurationTest, DeviceAndReductionAreWrittenAsTheyAreNamed) {
  const RunConfiguration asked = load("plain", "path: x.h5", {"device=cuda", "reduction=native"});
  EXPECT_EQ(asked.options().device, DeviceKind::kCuda);
  EXPECT_EQ(asked.options().reduction, Reduction::kNative);
  EXPECT_THAT(dump_yaml(asked.section()), HasSubstr("\ndevice: cuda\nreduction: native\n"));
  EXPECT_THAT(dump_yaml(load("plain", "path: x.h5").section()),
              HasSubstr("\ndevice: auto\nreduction: ordered\n"));
}

TEST_F(RunConfigurationTest, WrongPathsAreNamed) {
  EXPECT_THAT(refusal("unpaired", "sources: {a: {path: x.h5}}"),
              AllOf(HasSubstr("'data.sources.b.path' is missing"),
                    HasSubstr("Set it with data.sources.b.path=")));
  EXPECT_THAT(refusal("unpaired", "sources: {a: {path: x.h5}, b: {path: ''}}"),
              AllOf(HasSubstr("'data.sources.b.path'"), HasSubstr("run.yaml:4:")));
  EXPECT_THAT(refusal("unpaired", "sources: {a: {path: x.h5}, b: {path: y.h5}, c: {path: z.h5}}"),
              AllOf(HasSubstr("unknown option 'data.sources.c'"), HasSubstr("run.yaml:4:")));
  EXPECT_THAT(refusal("unpaired", "path: x.h5, sources: {a: {path: x.h5}, b: {path: y.h5}}"),
              AllOf(HasSubstr("unknown option 'data.path'"),
                    HasSubstr("Did you mean 'data.sources.a.path'?")));
}

TEST_F(RunConfigurationTest, AResumedRunMayFindItsDataElsewhere) {
  const std::string data = "sources: {a: {path: x.h5}, b: {path: y.h5}}";
  const auto before = flatten(load("unpaired", data).section());
  const auto refused = [&](const std::string& override_text) {
    return differences(before, load("unpaired", data, {override_text}).section(),
                       OptionChange::kAnytime);
  };
  EXPECT_TRUE(refused("data.sources.a.path=z.h5").empty());
  EXPECT_EQ(refused("data.window_chunks=2"),
            (std::vector<std::string>{"data.window_chunks: was 16, is 2"}));
}

// A moment that never changes divides by nothing, an average that never moves is the first draw.
TEST_F(RunConfigurationTest, DecayRatesAreBelowOne) {
  for (const char* value : {"betas=[1,0.9]", "betas=[0.5,1]", "smoothing=1", "average_decay=1"}) {
    const std::string message = message_of<ConfigError>(
        [&] { (void)load("plain", "path: x.h5", {std::string("learners.fit.") + value}); });
    EXPECT_THAT(message, AllOf(HasSubstr("learners.fit."), HasSubstr("expected < 1"))) << message;
  }
}

}  // namespace
}  // namespace tandem
