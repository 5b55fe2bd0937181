#include "framework/config/overrides.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr const char* kYaml =
    "name: run\nbatch: {size: 64, micro_batches: 4}\nlist: [1, 2]\n"
    "stages:\n  - {steps: 1, inner: 2}\n  - {steps: 2}\n";

ConfigNode with(const std::vector<std::string>& overrides) {
  ConfigNode root = read_yaml(kYaml, "run.yaml");
  apply_overrides(root, overrides);
  return root;
}

template <class Failure>
std::string error_of(const std::string& override_text) {
  try {
    with({override_text});
  } catch (const Failure& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Overrides, SetsReplacesAndAdds) {
  const ConfigNode root = with({"batch.size=128", "+report.every=5", "seed=7", "seed=8"});
  EXPECT_EQ(root.find("batch.size")->text, "128");
  EXPECT_EQ(root.find("batch.micro_batches")->text, "4");
  EXPECT_EQ(root.find("report.every")->text, "5");
  EXPECT_EQ(root.find("seed")->text, "8");
  EXPECT_EQ(root.find("batch.size")->place.text(), "override 'batch.size=128'");
  EXPECT_EQ(root.find("batch.size")->key_place.text(), "override 'batch.size=128'");
}

TEST(Overrides, ThoseOfOptionsThatNothingMayReadSayThat) {
  const ConfigNode root = with({"?batch.size=128", "seed=7", "?report={every: 5}"});
  EXPECT_EQ(root.find("batch.size")->text, "128");
  EXPECT_EQ(root.find("batch.size")->place.text(), "override '?batch.size=128'");
  EXPECT_TRUE(root.find("batch.size")->place.may_be_unread);
  EXPECT_TRUE(root.find("report.every")->place.may_be_unread);
  EXPECT_FALSE(root.find("seed")->place.may_be_unread);
}

TEST(Overrides, Deletes) {
  EXPECT_EQ(with({"~batch.size"}).find("batch.size"), nullptr);
  EXPECT_EQ(with({"~batch"}).find("batch"), nullptr);
}

TEST(Overrides, ReadsListsSectionsAndQuotesAsYamlAndTheRestLiterally) {
  const ConfigNode root = with(
      {"list=[0.5, 0.9]", "batch={size: 8}", "name=\"17\"", "path=a: b #c", "text=", "x=null"});
  EXPECT_EQ(root.find("list")->children.size(), 2u);
  EXPECT_EQ(root.find("batch.size")->text, "8");
  EXPECT_EQ(root.find("batch.micro_batches"), nullptr);
  EXPECT_TRUE(root.find("name")->quoted);
  EXPECT_EQ(root.find("path")->text, "a: b #c");
  EXPECT_EQ(root.find("text")->text, "");
  EXPECT_TRUE(root.find("x")->is_null());
}

TEST(Overrides, WorkOnAnEmptyConfiguration) {
  ConfigNode root = read_yaml("", "run.yaml");
  apply_overrides(root, {"a.b=1"});
  EXPECT_EQ(root.find("a.b")->text, "1");
}

TEST(Overrides, WhatCannotBeUnderstoodIsAUsageError) {
  EXPECT_THAT(error_of<UsageError>("batch.size"), HasSubstr("name=value"));
  EXPECT_THAT(error_of<UsageError>("~batch=1"), HasSubstr("~name"));
  EXPECT_THAT(error_of<UsageError>("batch..size=1"), HasSubstr("'batch..size'"));
  EXPECT_THAT(error_of<UsageError>("=1"), HasSubstr("names joined by dots"));
  EXPECT_THAT(error_of<UsageError>("a/b=1"), HasSubstr("names joined by dots"));
}

TEST(Overrides, WhatDoesNotApplyIsAConfigError) {
  EXPECT_THAT(error_of<ConfigError>("+batch.size=1"), HasSubstr("run.yaml:2:15"));
  EXPECT_THAT(error_of<ConfigError>("~batch.sise"), HasSubstr("nothing to delete"));
  EXPECT_THAT(error_of<ConfigError>("~name.x"), HasSubstr("nothing to delete"));
  EXPECT_THAT(error_of<ConfigError>("name.x=1"), HasSubstr("'name' is no section"));
  EXPECT_THAT(error_of<ConfigError>("list=[1"), HasSubstr("override 'list=[1'"));
  EXPECT_THAT(error_of<ConfigError>("name=\xff"), HasSubstr("not UTF-8"));
}

TEST(Overrides, ReachOptionsOfAnElementButNoSingleElement) {
  EXPECT_EQ(with({"stages.1.steps=9"}).find("stages.1.steps")->text, "9");
  EXPECT_EQ(with({"~stages.0.inner"}).find("stages.0.inner"), nullptr);
  for (const char* element : {"list.0=5", "+list.1=5", "~list.1", "stages.1={steps: 3}"}) {
    EXPECT_THAT(error_of<ConfigError>(element),
                AllOf(HasSubstr("single elements of a list"), HasSubstr("list of length 2 at run."),
                      HasSubstr("Give the whole list: ")))
        << element;
  }
  EXPECT_THAT(error_of<ConfigError>("list.0=5"), HasSubstr("list=[…]"));
  for (const char* absent : {"stages.7.steps=1", "~stages.7.steps", "~stages.7", "stages.7=1"}) {
    EXPECT_THAT(error_of<ConfigError>(absent),
                AllOf(HasSubstr("there is no 'stages.7'"), HasSubstr("counted from 0"),
                      HasSubstr("list of length 2 at run.yaml:")))
        << absent;
  }
  EXPECT_THAT(error_of<ConfigError>("stages.steps=1"), HasSubstr("there is no 'stages.steps'"));
}

TEST(Overrides, WhatIsNoSectionIsNamedWithItsPath) {
  EXPECT_THAT(error_of<ConfigError>("stages.0.inner.x=1"),
              HasSubstr("'stages.0.inner' is no section"));
  EXPECT_THAT(error_of<ConfigError>("list.0.x=1"), HasSubstr("'list.0' is no section"));
  ConfigNode list = read_yaml("[1, 2]", "run.yaml");
  EXPECT_THAT(message_of<ConfigError>([&] { apply_overrides(list, {"0.x=1"}); }),
              HasSubstr("the configuration is no section"));
}

}  // namespace
}  // namespace tandem
