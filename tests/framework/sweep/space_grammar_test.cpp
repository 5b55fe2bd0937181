#include "framework/sweep/space_grammar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

using ::testing::HasSubstr;

const Place kPlace{.source = "sweep.yaml", .line = 9, .column = 5};

Distribution space(const std::string& text) { return parse_space(text, "rate", kPlace); }

TEST(SpaceGrammar, ReadsTheWordsOfHydra) {
  const std::pair<const char*, Distribution> spaces[] = {
      {"1,2,3", categorical({"1", "2", "3"})},
      {"choice(adam, sgd)", categorical({"adam", "sgd"})},
      {"choice(one)", categorical({"one"})},
      {"adam", categorical({"adam"})},
      {"1e-3", categorical({"1e-3"})},
      {"range(1,10,3)", integers(1, 7, 3)},
      {"range(1,11,3)", integers(1, 10, 3)},
      {"range(1,5)", integers(1, 4)},
      {"range(10,0,-3)", integers(1, 10, 3)},
      {"range(-2,3,2)", integers(-2, 2, 2)},
      {"range(0.1,0.5,0.1)", stepped_reals(0.1, 0.1 + 3 * 0.1, 0.1)},
      {"range(0,1,0.25)", stepped_reals(0, 0.75, 0.25)},
      {"range(1.0,3)", stepped_reals(1, 2, 1)},
      {"interval(0,1)", reals(0, 1)},
      {"interval( -1.5 , .5 )", reals(-1.5, 0.5)},
      {"interval(2,2)", reals(2, 2)},
      {"int(interval(1,5))", integers(1, 5)},
      {"int(interval(-3,3.0))", integers(-3, 3)},
      {"tag(log,interval(1e-5,1e-3))", log_reals(1e-5, 1e-3)},
      {"tag(log, int(interval(1,64)))", log_integers(1, 64)},
      {"int(tag(log,interval(1,64)))", log_integers(1, 64)},
      {" interval (0,1)", reals(0, 1)},
  };
  for (const auto& [text, expected] : spaces) EXPECT_EQ(space(text), expected) << text;
}

TEST(SpaceGrammar, ValuesMayHaveBracketsAndQuotes) {
  const std::pair<const char*, Distribution> spaces[] = {
      {"choice([0.5, 0.9],[0.0, 0.9])", categorical({"[0.5, 0.9]", "[0.0, 0.9]"})},
      {"[0.5,0.9],[]", categorical({"[0.5, 0.9]", "[]"})},
      {"choice({a: 1, b: [x, 'y z']},{})", categorical({"{a: 1, b: [x, \"y z\"]}", "{}"})},
      {"'a,b','it''s'", categorical({"a,b", "it's"})},
      {"\"f(x)\",\"a\\\"b\"", categorical({"f(x)", "a\"b"})},
      {"it's,ours", categorical({"it's", "ours"})},
      {"'',a", categorical({"", "a"})},
      {"'[x]',x", categorical({"\"[x]\"", "x"})},
      {"null,'null'", categorical({"null", "\"null\""})},
      {"~", categorical({"null"})},
      {"data/a-b.h5,c d", categorical({"data/a-b.h5", "c d"})},
      {"a(b).h5", categorical({"a(b).h5"})},
  };
  for (const auto& [text, expected] : spaces) EXPECT_EQ(space(text), expected) << text;
}

TEST(SpaceGrammar, WhatIsWrittenIsReadBack) {
  for (const char* text : {"1,2,3",
                           "one",
                           "choice([0.5, 0.9],[0.0, 0.9])",
                           "'a,b','it''s',''",
                           "'[x]',x",
                           "null,'null'",
                           "range(1,10,3)",
                           "range(10,0,-3)",
                           "range(1,5)",
                           "range(0.1,0.5,0.1)",
                           "range(0.7,0.1,-0.1)",
                           "range(1.0,3)",
                           "range(3,4)",
                           "range(0.5,0.6,0.5)",
                           "interval(0,1)",
                           "interval(-1.5,1e300)",
                           "int(interval(1,5))",
                           "tag(log,interval(1e-5,1e-3))",
                           "tag(log,int(interval(1,64)))",
                           "{a: [1, \"2\"]},b",
                           "' spaces ',x",
                           "\"\\u0007\",x",
                           "int(interval(-9007199254740992,9007199254740992))"}) {
    const Distribution read = space(text);
    EXPECT_EQ(space(space_text(read)), read) << text << " as " << space_text(read);
  }
}

TEST(SpaceGrammar, WhatCannotBeReadIsSaidWithPlaceAndExample) {
  const std::pair<const char*, std::pair<const char*, const char*>> wrong[] = {
      {"", {"there are none", "interval(0.1,0.9)"}},
      {"1,,2", {"one of them is empty", "choice(adam,sgd)"}},
      {"1,2,", {"one of them is empty", "choice(adam,sgd)"}},
      {"choice()", {"one of them is empty", "choice(adam,sgd)"}},
      {"1,2,1", {"there twice", "Remove one"}},
      {"'a',a", {"there twice", "Remove one"}},
      {"interval(1)", {"an interval has two ends", "Write it like interval(0.1,0.9)."}},
      {"interval(1,2,3)", {"an interval has two ends", "expected interval(low,high)"}},
      {"interval(2,1)", {"lower end is above", "interval(0.1,0.9)"}},
      {"interval(a,1)", {"no finite number", "got 'a'"}},
      {"interval(0,inf)", {"no finite number", "got 'inf'"}},
      {"interval(0,1e999)", {"no finite number", "got '1e999'"}},
      {"interval(1,2", {"brackets are not closed", "in quotes"}},
      {"interval(1,2))", {"brackets do not match", "in quotes"}},
      {"[1,2)", {"brackets do not match", "in quotes"}},
      {"'abc", {"quotes are not closed", "both ends"}},
      {"interval(0,1)x", {"something behind the brackets", "interval(0.1,0.9)"}},
      {"intervall(0,1)", {"no function 'intervall'", "Did you mean 'interval'?"}},
      {"uniform(0,1)", {"no function 'uniform'", "one of choice, range, interval, int, tag"}},
      {"range(5)", {"a start, a stop", "range(1,10,2)"}},
      {"range(1,2,0)", {"step is 0", "range(1,10,2)"}},
      {"range(3,3)", {"no values", "range(1,10,2)"}},
      {"range(1,5,-1)", {"no values", "range(1,10,2)"}},
      {"range(0,1e300,1e-300)", {"too many values", "range(1,10,2)"}},
      {"int(5)", {"put around an interval", "int(interval(1,5))"}},
      {"int(range(1,5))", {"put around an interval", "got 'range(1,5)'"}},
      {"int(interval(0.5,2))", {"no whole numbers", "int(interval(1,5))"}},
      {"int(interval(0,1e20))", {"no whole numbers", "int(interval(1,5))"}},
      {"int(tag(log,int(interval(1,8))))", {"another int(…) inside", "int(interval(1,5))"}},
      {"int(interval(1,2),3)", {"around one interval", "int(interval(1,5))"}},
      {"tag(log,interval(0,1))", {"above 0", "tag(log,interval(1e-5,1e-3))"}},
      {"tag(log,range(1,5))", {"put around an interval", "got 'range(1,5)'"}},
      {"tag(ln,interval(1,2))", {"only tag is log", "tag(log,interval(1e-5,1e-3))"}},
      {"tag(interval(1,2))", {"only tag is log", "tag(log,interval(low,high))"}},
      {"choice(interval(1,2),3)", {"a space is no choice", "use two parameters"}},
      {"interval(1,2),3", {"a space is no choice", "use two parameters"}},
      {"[1: 2: 3],x", {"cannot be read", "[0.5, 0.9]"}},
  };
  for (const auto& [text, parts] : wrong) {
    const std::string message = message_of<ConfigError>([&] { space(text); });
    EXPECT_THAT(message, HasSubstr("sweep.yaml:9:5: the values of 'rate': ")) << text;
    EXPECT_THAT(message, HasSubstr(parts.first)) << text;
    EXPECT_THAT(message, HasSubstr(parts.second)) << text;
  }
}

}  // namespace
}  // namespace tandem
