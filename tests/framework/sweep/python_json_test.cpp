#include "framework/sweep/python_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(PythonJson, HasNumbersThatJsonHasNot) {
  const Json read = parse_python_json(R"({"a": NaN, "b":[Infinity,-Infinity ,1], "c": {"d":NaN}})");
  EXPECT_TRUE(std::isnan(read["a"].get<double>()));
  EXPECT_EQ(read["b"][0], kInfinity);
  EXPECT_EQ(read["b"][1], -kInfinity);
  EXPECT_EQ(read["b"][2], 1);
  EXPECT_TRUE(std::isnan(read["c"]["d"].get<double>()));
  EXPECT_EQ(to_python_json(read), R"({"a":NaN,"b":[Infinity,-Infinity,1],"c":{"d":NaN}})");
}

TEST(PythonJson, TextsAreNoNumbers) {
  const Json read =
      parse_python_json(R"({"NaN":"NaN","a\\":"\"NaN\\","b":"","c":NaN,"":-Infinity})");
  EXPECT_EQ(read["NaN"], "NaN");
  EXPECT_EQ(read["a\\"], "\"NaN\\");
  EXPECT_EQ(read["b"], "");
  EXPECT_TRUE(std::isnan(read["c"].get<double>()));
  EXPECT_EQ(read[""], -kInfinity);
}

TEST(PythonJson, IsWrittenInAsciiOnOneLine) {
  EXPECT_EQ(to_python_json({{"b", "β\n\""}, {"a", {true, nullptr, 0.5, 3}}, {"c", Json::object()}}),
            R"({"b":"\u03b2\n\"","a":[true,null,0.5,3],"c":{}})");
  EXPECT_EQ(to_python_json("\xff"), R"("\ufffd")");
  EXPECT_EQ(to_python_json({{"\xff", 1}}), R"({"\ufffd":1})");
}

TEST(PythonJson, WhatIsNoneIsRefused) {
  const auto refusal = [](std::string_view text) {
    return message_of<DataError>([&] { parse_python_json(text); });
  };
  EXPECT_THAT(refusal(""), HasSubstr("does not start"));
  EXPECT_THAT(refusal("[1]"), HasSubstr("does not start"));
  EXPECT_THAT(refusal("\xef\xbb\xbf{}"), HasSubstr("does not start"));
  EXPECT_THAT(refusal(R"({"a":1)"), HasSubstr("cannot be read at byte 7"));
  EXPECT_THAT(refusal(R"({"a":1}{})"), HasSubstr("cannot be read"));
  EXPECT_THAT(refusal("{\"a\":\"\xff\"}"), HasSubstr("cannot be read"));
  EXPECT_THAT(refusal(std::string("{}\0", 3)), HasSubstr("zero byte"));
  EXPECT_THAT(refusal(R"({"a":1,"b":{"a":1,"a":2}})"), HasSubstr("key 'a' twice"));
  EXPECT_THAT(refusal(R"({NaN:1})"), HasSubstr("number as a key"));
  for (const char* text : {R"({"a":-NaN})", R"({"a":NaNNaN})", R"({"a":1NaN})",
                           R"({"a":Infinity1})", R"({"a":nan})", R"({"a":1e999})"}) {
    EXPECT_THAT(refusal(text), HasSubstr("cannot be read")) << text;
  }
  std::string deep(1'000'000, '[');
  deep.insert(0, R"({"a":)");
  EXPECT_THAT(refusal(deep), HasSubstr("nested deeper"));
}

}  // namespace
}  // namespace tandem
