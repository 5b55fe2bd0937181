#include "framework/config/option_value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "framework/config/yaml_reader.h"
#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// What an option of the type of `like` makes of the text.
template <class Value>
Value read(const std::string& text, const Value& like = {}) {
  const ConfigNode root = read_yaml("option: " + text + "\n", "run.yaml");
  return std::get<Value>(read_value(root.children[0], like, "option"));
}

template <class Value>
std::string refusal(const std::string& text) {
  return message_of<ConfigError>([&] { (void)read<Value>(text); });
}

TEST(OptionValue, NamesOfTypesAreWords) {
  EXPECT_EQ(type_name(true), "true or false");
  EXPECT_EQ(type_name(int64_t{1}), "integer");
  EXPECT_EQ(type_name(1.0), "number");
  EXPECT_EQ(type_name(std::string("x")), "text");
  EXPECT_EQ(type_name(Bytes{1}), "bytes");
  EXPECT_EQ(type_name(std::vector<int64_t>()), "list of integers");
  EXPECT_EQ(type_name(std::vector<double>()), "list of numbers");
  EXPECT_EQ(type_name(std::vector<std::string>()), "list of texts");
}

TEST(OptionValue, ANumberIsWrittenWithAPointAndTheFewestDigits) {
  EXPECT_EQ(value_text(0.1), "0.1");
  EXPECT_EQ(value_text(-3.0), "-3.0");
  EXPECT_EQ(value_text(1e-5), "1.0e-05");
  EXPECT_EQ(value_text(2.5e300), "2.5e+300");
  EXPECT_EQ(value_text(int64_t{-3}), "-3");
}

TEST(OptionValue, BytesAreWrittenInTheLargestUnitThatDividesThem) {
  EXPECT_EQ(value_text(Bytes{0}), "0");
  EXPECT_EQ(value_text(Bytes{1000}), "1000");
  EXPECT_EQ(value_text(Bytes{4096}), "4KiB");
  EXPECT_EQ(value_text(Bytes{3 << 20}), "3MiB");
  EXPECT_EQ(value_text(Bytes{(1 << 30) + 1024}), "1048577KiB");
  EXPECT_EQ(value_text(Bytes{int64_t{2} << 40}), "2TiB");
}

TEST(OptionValue, AListReadsBackToTheSameElements) {
  const std::vector<std::string> texts = {"a", "b, c", "[d]", "", "12", "e\"f"};
  EXPECT_EQ(read<std::vector<std::string>>(value_text(texts)), texts);
  const std::vector<double> numbers = {1.0 / 3.0, 5e-324, 1e22, -0.5};
  EXPECT_EQ(read<std::vector<double>>(value_text(numbers)), numbers);
  const std::vector<int64_t> integers = {std::numeric_limits<int64_t>::min(), 0,
                                         std::numeric_limits<int64_t>::max()};
  EXPECT_EQ(read<std::vector<int64_t>>(value_text(integers)), integers);
  EXPECT_EQ(value_text(std::vector<double>()), "[]");
  EXPECT_TRUE(read<std::vector<double>>("[]").empty());
}

TEST(OptionValue, ATextIsPlainWhereNoReaderCanMistakeIt) {
  for (const std::string text : {"a.h5", "/data/x.h5", "_x", "run-1", "yesterday"}) {
    EXPECT_EQ(yaml_text(text), text);
  }
  for (const std::string text :
       {"", "1.5", "-x", ".x", "true", "Yes", "NULL", "n", "a b", "a:b", "größe"}) {
    EXPECT_EQ(yaml_text(text), "\"" + text + "\"");
  }
  // It would need stack for every letter to tell.
  const std::string endless(100'000, 'a');
  EXPECT_EQ(yaml_text(endless), "\"" + endless + "\"");
}

TEST(OptionValue, WhatATerminalObeysIsEscaped) {
  EXPECT_EQ(yaml_text("\x7f[2J"), "\"\\u007f[2J\"");
  EXPECT_EQ(yaml_text("a\xc2\x9b\xc2\xa0"), "\"a\\u009b\xc2\xa0\"");
  EXPECT_EQ(yaml_text("\x1b[2J"), "\"\\u001b[2J\"");
}

TEST(OptionValue, ARefusalSaysWhatWhereAndHowItOughtToBe) {
  EXPECT_EQ(refusal<int64_t>("four"),
            "run.yaml:1:9: 'option' has the wrong type; expected a decimal integer, got 'four'");
  EXPECT_EQ(refusal<int64_t>("99999999999999999999"),
            "run.yaml:1:9: 'option' is out of range; expected an integer of 64 bits, got "
            "'99999999999999999999'");
}

TEST(OptionValue, NumbersAreStrict) {
  for (const char* text : {"017", "0x1F", "1e3", "4.0", "\"4\"", "four", "[4]", "{a: 4}", "", "+4",
                           "1_000", "99999999999999999999", "-0x1", "9223372036854775808"}) {
    EXPECT_THAT(refusal<int64_t>(text),
                AllOf(HasSubstr("run.yaml:1:"), HasSubstr("'option'"), HasSubstr("integer")))
        << text;
  }
  for (const char* text :
       {".nan", ".inf", "-.inf", "nan", "1e400", "1e-400", "0x1p3", "017.5", "\"1\"", "1,5"}) {
    EXPECT_THAT(refusal<double>(text), AllOf(HasSubstr("'option'"), HasSubstr("finite number")))
        << text;
  }
  EXPECT_THAT(refusal<double>(std::string(100'000, '1')), HasSubstr("finite number"));
  for (const char* text : {"1", "1.", ".5", "1e-4", "+1.5", "1.0E+0"}) {
    EXPECT_NO_THROW(read<double>(text)) << text;
  }
  EXPECT_EQ(read<double>("+1.5e1"), 15.0);
  EXPECT_EQ(read<int64_t>("-9223372036854775808"), std::numeric_limits<int64_t>::min());
}

TEST(OptionValue, BooleansAreStrict) {
  for (const char* text : {"y", "yes", "on", "True", "1", "\"true\"", ""}) {
    EXPECT_THAT(refusal<bool>(text), HasSubstr("true or false")) << text;
  }
  EXPECT_TRUE(read<bool>("true"));
  EXPECT_FALSE(read<bool>("false"));
}

TEST(OptionValue, BytesHaveUnits) {
  for (const char* text :
       {"1GB", "-1", "1.5GiB", "GiB", "9999999999TiB", "64 MiB", "01KiB", "\"4096\""}) {
    EXPECT_THAT(refusal<Bytes>(text), HasSubstr("number of bytes")) << text;
  }
  EXPECT_EQ(read<Bytes>("4096").value, 4096);
  EXPECT_EQ(read<Bytes>("7B").value, 7);
  EXPECT_EQ(read<Bytes>("2KiB").value, 2048);
  EXPECT_EQ(read<Bytes>("8388607TiB").value, int64_t{8388607} << 40);
  EXPECT_THAT(refusal<Bytes>("8388608TiB"), HasSubstr("out of range"));
}

TEST(OptionValue, ATextIsWhatStandsThere) {
  for (const std::string text : {"017", "true", "1.50", "null_", "a b"}) {
    EXPECT_EQ(read<std::string>(text), text);
  }
  EXPECT_EQ(read<std::string>("\"null\""), "null");
  for (const char* text : {"", "null", "[a]", "{a: b}"}) {
    EXPECT_THAT(refusal<std::string>(text), HasSubstr("expected text")) << text;
  }
}

TEST(OptionValue, AnElementOfAListIsRefusedWhereItStands) {
  EXPECT_THAT(refusal<std::vector<int64_t>>("[1, x]"),
              AllOf(HasSubstr("run.yaml:1:13: 'option'"), HasSubstr("a decimal integer")));
  EXPECT_THAT(refusal<std::vector<int64_t>>("1"),
              AllOf(HasSubstr("a list like [1, 2]"), HasSubstr("Put it in brackets.")));
  EXPECT_THAT(refusal<std::vector<std::string>>("fid"),
              AllOf(HasSubstr("a list like [one, two]"), HasSubstr("Put it in brackets.")));
  EXPECT_THAT(refusal<std::vector<std::string>>("\"a\""), Not(HasSubstr("brackets")));
  EXPECT_THAT(read<std::vector<std::string>>("[1, a]"), ElementsAre("1", "a"));
}

}  // namespace
}  // namespace tandem
