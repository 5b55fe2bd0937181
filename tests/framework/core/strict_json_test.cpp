#include "framework/core/strict_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string refusal(const std::string& text) {
  return message_of<CheckpointError>([&text] { parse_json_object(text, "state.json"); });
}

TEST(StrictJsonTest, ReadsAnObject) {
  const auto object = parse_json_object(R"({"a": [1, {"a": 2}], "b": {"a": "x"}})", "state.json");
  EXPECT_EQ(object["a"][1]["a"], 2);
  EXPECT_EQ(object["b"]["a"], "x");
}

TEST(StrictJsonTest, NamesTheFile) { EXPECT_THAT(refusal(""), HasSubstr("state.json")); }

TEST(StrictJsonTest, RefusesOtherTexts) {
  for (const std::string text : {"", " {}", "[1]", "1", "\xef\xbb\xbf{}", "null"}) {
    EXPECT_THAT(refusal(text), HasSubstr("no JSON object")) << text;
  }
  EXPECT_THAT(refusal(std::string("{}\0garbage", 10)), HasSubstr("zero byte"));
}

TEST(StrictJsonTest, RefusesDamagedText) {
  for (const std::string text :
       {"{", "{}}", "{} x", R"({"a": })", R"({"a": 1e999})", "{\"\xff\": 1}", "{'a': 1}"}) {
    EXPECT_THAT(refusal(text), HasSubstr("damaged")) << text;
  }
}

TEST(StrictJsonTest, RefusesAKeyGivenTwice) {
  EXPECT_THAT(refusal(R"({"a": 1, "b": 2, "a": 3})"), HasSubstr("'a' twice"));
  EXPECT_THAT(refusal(R"({"x": [{"b": 1, "b": 1}]})"), HasSubstr("'b' twice"));
}

TEST(StrictJsonTest, RefusesDeepNesting) {
  std::string text = R"({"a": )";
  text.append(100'000, '[');
  EXPECT_THAT(refusal(text), HasSubstr("nested"));
}

TEST(StrictJsonTest, KeepsTheOrderOfKeysWhereAskedTo) {
  const auto object = parse_ordered_json_object(R"({"b": 1, "a": {"d": 2, "c": 3}})", "state.json");
  EXPECT_EQ(object.dump(), R"({"b":1,"a":{"d":2,"c":3}})");
  EXPECT_THAT(message_of<CheckpointError>(
                  [] { parse_ordered_json_object(R"({"a": 1, "a": 2})", "state.json"); }),
              HasSubstr("'a' twice"));
}

TEST(StrictJsonTest, WholeNumbersAreNotMadeOfOthers) {
  const auto numbers = nlohmann::json::parse(
      "[-9223372036854775808, 9223372036854775807, 9223372036854775808, 1e300, 1.0, true, null]");
  EXPECT_EQ(whole_number(numbers[0]), INT64_MIN);
  EXPECT_EQ(whole_number(numbers[1]), INT64_MAX);
  for (size_t i = 2; i < numbers.size(); ++i) {
    EXPECT_THROW(whole_number(numbers[i]), nlohmann::json::exception) << numbers[i];
    EXPECT_THROW(whole_number(nlohmann::ordered_json(numbers[i])), nlohmann::json::exception);
  }
}

TEST(StrictJsonTest, QuotesLittleOfALongText) {
  std::string text = R"({"a": ")";
  text.append(100'000, 'x');
  EXPECT_LT(refusal(text).size(), 400u);
}

TEST(StrictJsonTest, QuotesWholeCharacters) {
  for (const std::string before : {"", "x"}) {
    std::string text = R"({"a": ")" + before;
    for (int i = 0; i < 500; ++i) text += "\u00e9";
    EXPECT_THAT(refusal(text), AllOf(HasSubstr("\u00e9"), Not(HasSubstr("\\x"))));
  }
}

}  // namespace
}  // namespace tandem
