#include "framework/core/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using nlohmann::ordered_json;
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

ordered_json some_object() {
  return {{"step", 4},
          {"loss", 0.1},
          {"odd", std::numeric_limits<double>::quiet_NaN()},
          {"name", "a\xff"},
          {"inner", {{"b", 1}, {"a", nullptr}}}};
}

std::string text_of(const ordered_json& object) {
  return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

TEST(SealedJsonTest, WhatWasSealedIsTheSameAfterwards) {
  const ordered_json object = some_object();
  ordered_json sealed = object;
  seal(sealed);
  EXPECT_EQ(sealed.size(), object.size() + 1);
  for (const std::string& text :
       {text_of(sealed), sealed.dump(2, ' ', false, ordered_json::error_handler_t::replace)}) {
    ordered_json read = ordered_json::parse(text);
    EXPECT_TRUE(unseal(read));
    EXPECT_EQ(text_of(read), text_of(object));
    nlohmann::json sorted = nlohmann::json::parse(text);
    EXPECT_TRUE(unseal(sorted)) << "the order of the members is not sealed";
  }
}

TEST(SealedJsonTest, NoFlippedBitIsTakenForAValue) {
  ordered_json sealed = some_object();
  seal(sealed);
  const std::string text = text_of(sealed);
  const ordered_json sound = ordered_json::parse(text);
  int num_read = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = text;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      ordered_json read = ordered_json::parse(damaged, nullptr, /*allow_exceptions=*/false);
      if (!read.is_object() || !unseal(read)) continue;
      ++num_read;
      for (const auto& [name, value] : sound.items()) {
        if (name == "digest") continue;
        EXPECT_EQ(read.value(name, ordered_json()), value) << damaged;
      }
    }
  }
  // The name of the digest itself is what may be damaged unseen.
  EXPECT_LE(num_read, 8 * 6);
}

TEST(SealedJsonTest, WhatNobodySealedIsTakenAsItIs) {
  ordered_json object = some_object();
  EXPECT_TRUE(unseal(object));
  EXPECT_EQ(text_of(object), text_of(some_object()));
}

}  // namespace
}  // namespace tandem
