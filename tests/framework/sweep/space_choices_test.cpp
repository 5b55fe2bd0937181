#include "framework/sweep/space_choices.h"

#include <gtest/gtest.h>

#include "framework/config/overrides.h"
#include "framework/config/yaml_reader.h"

namespace tandem {
namespace {

const Place kPlace{.source = "here"};

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
