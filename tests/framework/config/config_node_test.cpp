#include "framework/config/config_node.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/config/yaml_reader.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class ConfigNodeTest : public ::testing::Test {
 protected:
  std::string text_at(const std::string& path) const {
    const ConfigNode* node = root_.find(path);
    return node == nullptr ? "nothing is there" : node->text;
  }

  ConfigNode root_ = read_yaml("a:\n  b: one\n  list: [x, {c: two}]\n", "run.yaml");
};

TEST_F(ConfigNodeTest, IsFoundByTheNamesAndNumbersOnTheWay) {
  EXPECT_EQ(text_at("a.b"), "one");
  EXPECT_EQ(text_at("a.list.0"), "x");
  EXPECT_EQ(text_at("a.list.1.c"), "two");
  EXPECT_EQ(root_.find(""), &root_);
}

TEST_F(ConfigNodeTest, IsNotFoundWhereThePathLeadsNowhere) {
  for (const char* path :
       {"b", "a.c", "a.0", "a.b.c", "a..b", "a.list.2", "a.list.01", "a.list.x", "a.list.c"}) {
    EXPECT_EQ(root_.find(path), nullptr) << path;
  }
}

TEST_F(ConfigNodeTest, IsChangedWhereItWasFound) {
  root_.find("a.list.1")->find("c")->text = "three";
  EXPECT_EQ(text_at("a.list.1.c"), "three");
}

TEST_F(ConfigNodeTest, IsDescribedByWhatItIs) {
  EXPECT_EQ(describe(root_), "a section");
  EXPECT_EQ(describe(*root_.find("a.list")), "a list");
  EXPECT_EQ(describe(*root_.find("a.b")), "'one'");
  EXPECT_EQ(describe(read_yaml("\"12\"", "run.yaml")), "the text \"12\"");
  EXPECT_EQ(describe({}), "nothing");
}

TEST_F(ConfigNodeTest, WhatIsShownOfAValueEndsBetweenCharacters) {
  for (const std::string before : {"", "x"}) {
    std::string text = before;
    for (int i = 0; i < 40; ++i) text += "\u00e9";
    const std::string shown = describe(read_yaml(text, "run.yaml"));
    EXPECT_THAT(shown, AllOf(HasSubstr(std::string("'").append(text, 0, 40)), HasSubstr("…'")));
    EXPECT_EQ(printable(shown), shown);
  }
}

TEST(PlaceTest, HasALineAndAColumnInAFile) {
  EXPECT_EQ((Place{.source = "run.yaml", .line = 3, .column = 5}.text()), "run.yaml:3:5");
  EXPECT_EQ(Place{.source = "override 'a=1'"}.text(), "override 'a=1'");
}

}  // namespace
}  // namespace tandem
