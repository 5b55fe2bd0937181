#include "framework/sweep/space_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/config/overrides.h"
#include "framework/config/yaml_reader.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;

const Place kPlace{.source = "here"};

TEST(SpaceWords, PartsAreBetweenCommasOutsideOfBracketsAndQuotes) {
  const std::string parameter = "x";
  const SpaceWords words{parameter, kPlace};
  EXPECT_THAT(words.parts_of(""), ElementsAre(""));
  EXPECT_THAT(words.parts_of(" a , b c,"), ElementsAre("a", "b c", ""));
  EXPECT_THAT(words.parts_of("f(a,b),[c,{d,e}]"), ElementsAre("f(a,b)", "[c,{d,e}]"));
  EXPECT_THAT(words.parts_of("'a,b',\"c,\\\"d\",'e'',f'"),
              ElementsAre("'a,b'", "\"c,\\\"d\"", "'e'',f'"));
  EXPECT_THAT(words.parts_of("it's,[\")\"]"), ElementsAre("it's", "[\")\"]"));
}

TEST(SpaceChoices, TrainReadsWhatWasMeant) {
  // A text in quotes is that text behind "key=", whatever it looks like.
  for (const char* text : {"plain", "[x", "{", "'", "\"q\"", "null", "~", "", "a, b", "017"}) {
    ConfigNode written;
    written.kind = ConfigNode::Kind::kScalar;
    written.text = text;
    written.quoted = true;
    const std::string parameter = "x";
    const std::string choice = read_choice({parameter, kPlace}, choice_text(written));
    ConfigNode root{.kind = ConfigNode::Kind::kMap};
    apply_overrides(root, {"x=" + choice});
    EXPECT_EQ(root.find("x")->text, text) << choice;
    EXPECT_TRUE(root.find("x")->is_scalar()) << choice;
    EXPECT_EQ(read_choice({parameter, kPlace}, choice_text(choice)), choice);
  }
}

TEST(SpaceChoices, ListsOfAFileAreOneLine) {
  const ConfigNode root = read_yaml("x:\n  - - a, b\n    - 1\n    - '2'\n    - {k: }\n", "x.yaml");
  EXPECT_EQ(choice_text(root.find("x")->children.front()), R"(["a, b", 1, "2", {k: null}])");
}

TEST(SpaceChoices, ALongTextStaysAsItIs) {
  const std::string letters(200'000, 'a');
  const ConfigNode root = read_yaml("- [" + letters + "]\n", "x.yaml");
  EXPECT_EQ(choice_text(root.children.front()), "[" + letters + "]");
}

}  // namespace
}  // namespace tandem
