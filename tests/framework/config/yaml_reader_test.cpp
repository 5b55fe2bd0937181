#include "framework/config/yaml_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "tests/support/error_message.h"
#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string error_of(const std::string& yaml) {
  try {
    read_yaml(yaml, "run.yaml");
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "accepted";
}

std::string repeated(const std::string& text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST(YamlReader, KeepsOrderTextAndPlaces) {
  const ConfigNode root = read_yaml("b: 1\na:\n  list: [x, \"2\"]\n  none:\n", "run.yaml");
  ASSERT_TRUE(root.is_map());
  EXPECT_EQ(root.children[0].key, "b");
  EXPECT_EQ(root.children[0].text, "1");
  const ConfigNode* list = root.find("a.list");
  ASSERT_NE(list, nullptr);
  EXPECT_TRUE(list->is_sequence());
  EXPECT_FALSE(list->children[0].quoted);
  EXPECT_TRUE(list->children[1].quoted);
  EXPECT_EQ(list->children[1].text, "2");
  EXPECT_EQ(list->key_place.text(), "run.yaml:3:3");
  EXPECT_EQ(list->place.text(), "run.yaml:3:9");
  EXPECT_TRUE(root.find("a.none")->is_null());
  EXPECT_EQ(root.find("a.other"), nullptr);
  EXPECT_EQ(root.find("b.below"), nullptr);
}

TEST(YamlReader, AnEmptyFileIsNothing) { EXPECT_TRUE(read_yaml("", "run.yaml").is_null()); }

TEST(YamlReader, RefusesADuplicateKeyWithBothPlaces) {
  EXPECT_THAT(
      error_of("a: 1\nb: 2\na: 3\n"),
      AllOf(HasSubstr("run.yaml:3:1"), HasSubstr("duplicate key 'a'"), HasSubstr("run.yaml:1:1")));
}

/// For ever, if each were compared with all before it.
TEST(YamlReader, ReadsASectionOfVeryManyKeys) {
  std::string text;
  for (int key = 0; key < 99'000; ++key) text += std::to_string(key) + ":\n";
  EXPECT_EQ(read_yaml(text, "run.yaml").children.size(), 99'000U);
  EXPECT_THAT(error_of(text + "7:\n"), HasSubstr("run.yaml:8:1"));
}

TEST(YamlReader, RefusesAnchorsAliasesTagsAndSecondDocuments) {
  EXPECT_THAT(error_of("a: &x 1\nb: *x\n"), HasSubstr("anchor"));
  EXPECT_THAT(error_of("a: &x [*x]\n"), HasSubstr("anchor"));
  EXPECT_THAT(error_of("a: !!int 1\n"), HasSubstr("tag"));
  EXPECT_THAT(error_of("a: !thing {b: 1}\n"), HasSubstr("tag"));
  EXPECT_THAT(error_of("a: 1\n---\nb: 2\n"), HasSubstr("second document"));
  EXPECT_THAT(error_of("? [a, b]\n: 1\n"), HasSubstr("key that is not text"));
}

TEST(YamlReader, RefusesAnAliasBomb) {
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char name = 'b'; name < 'j'; ++name) {
    const std::string before = std::string("*") + static_cast<char>(name - 1);
    bomb +=
        std::string(1, name) + ": &" + name + " [" + repeated(before + ", ", 8) + before + "]\n";
  }
  EXPECT_THAT(error_of(bomb), AllOf(HasSubstr("run.yaml:1:"), HasSubstr("anchor")));
}

TEST(YamlReader, RefusesAHundredThousandLevels) {
  const std::string expected = "deeper than 32 levels";
  EXPECT_THAT(error_of(repeated("- ", 100000) + "x"), HasSubstr(expected));
  EXPECT_THAT(error_of(repeated("[", 100000) + repeated("]", 100000)), HasSubstr(expected));
  EXPECT_THAT(error_of(repeated("{a: ", 100000) + "1" + repeated("}", 100000)),
              HasSubstr(expected));
  // Without the ends, the reader may take the outermost one for a key: refused all the same.
  for (const char* start : {"[", "{a: ", "? "}) {
    EXPECT_THAT(error_of(repeated(start, 100000)), HasSubstr("run.yaml:1:")) << start;
  }
}

TEST(YamlReader, AcceptsThirtyTwoLevels) {
  EXPECT_EQ(error_of(repeated("[", 32) + repeated("]", 32)), "accepted");
  EXPECT_NE(error_of(repeated("[", 33) + repeated("]", 33)), "accepted");
}

TEST(YamlReader, RefusesTooManyValuesAndTooManyBytes) {
  EXPECT_THAT(error_of("[" + repeated("1,", 100001) + "1]"), HasSubstr("more than 100000 values"));
  EXPECT_THAT(error_of("a: " + std::string(1 << 20, 'x')),
              AllOf(HasSubstr("too large"), HasSubstr("1048576")));
}

TEST(YamlReader, RefusesWhatIsNotText) {
  EXPECT_THAT(error_of("a: 1\nb: \xff\xfe\n"),
              AllOf(HasSubstr("run.yaml:2"), HasSubstr("not UTF-8")));
  EXPECT_THAT(error_of("a: \xc0\x80\n"), HasSubstr("not UTF-8"));
  EXPECT_THAT(error_of("a: \xed\xa0\x80\n"), HasSubstr("not UTF-8"));
  EXPECT_THAT(error_of("a: \xe2\x82"), HasSubstr("not UTF-8"));
  EXPECT_THAT(error_of(std::string("a: \0b", 5)), HasSubstr("control character"));
  EXPECT_THAT(error_of("a: 1\x04\nb: 2\n"), HasSubstr("control character"));
  EXPECT_EQ(error_of("a: größe 尺寸 😀\n"), "accepted");
}

/// The parser does not make UTF-8 of all of them.
TEST(YamlReader, EscapesMakeText) {
  EXPECT_EQ(read_yaml(R"("\u0085\xa0\L")", "run.yaml").text, "\xc2\x85\xc2\xa0\xe2\x80\xa8");
  for (const char* text : {R"(a: "x\N")", R"(a: ["\_"])", R"("\N": 1)"}) {
    EXPECT_THAT(error_of(text), AllOf(HasSubstr("makes no UTF-8"), HasSubstr("run.yaml:1:")));
  }
}

TEST(YamlReader, BrokenSyntaxNamesThePlace) {
  EXPECT_THAT(error_of("a: [1, 2\nb: 3\n"), AllOf(HasSubstr("run.yaml:2:"), HasSubstr("not YAML")));
  EXPECT_THAT(error_of("a: 1\n\tb: 2\n"), HasSubstr("run.yaml:2:"));
}

TEST(YamlReader, AMissingFileOrADirectoryIsSaid) {
  EXPECT_THROW(read_yaml_file("does/not/exist.yaml"), FileError);
  EXPECT_THROW(read_yaml_file("."), ConfigError);
}

TEST(YamlReader, OfAMisspeltFileTheNearestBesideItIsNamed) {
  const TemporaryDirectory directory;
  write_file_synced(directory / "mnist.yaml", "steps: 1");
  write_file_synced(directory / "celebrities.yaml", "steps: 1");
  const auto message = [&](const std::string& name) {
    return message_of<FileError>([&] { read_yaml_file(directory / name); });
  };
  EXPECT_THAT(message("minst.yaml"),
              HasSubstr("Did you mean '" + (directory / "mnist.yaml").string() + "'?"));
  EXPECT_THAT(message("x"), Not(HasSubstr("Did you mean")));
  EXPECT_THAT(message("none/minst.yaml"), HasSubstr("There is no directory"));
}

}  // namespace
}  // namespace tandem
