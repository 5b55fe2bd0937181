#include "framework/config/problem_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/error_message.h"

namespace tandem {
namespace {

TEST(ProblemList, NothingIsThrownWhereNothingIsWrong) {
  ProblemList problems;
  EXPECT_TRUE(problems.attempt([] {}));
  EXPECT_NO_THROW(problems.throw_if_any("the file"));
}

TEST(ProblemList, OneProblemIsThrownAsItIs) {
  ProblemList problems;
  EXPECT_FALSE(problems.attempt([] { throw ConfigError({.what = "bad", .where = "a.yaml:1"}); }));
  EXPECT_EQ(message_of<ConfigError>([&] { problems.throw_if_any("the file"); }), "a.yaml:1: bad");
}

TEST(ProblemList, ManyAreListedWithTheItemsOfOthers) {
  ProblemList problems;
  problems.add({.what = "first"});
  problems.add(ConfigError({.what = "2 problems in x:", .items = {"second", "third"}}));
  const std::string message = message_of<ConfigError>([&] { problems.throw_if_any("the file"); });
  EXPECT_THAT(message, ::testing::StartsWith("3 problems in the file:"));
  for (const char* part : {"first", "second", "third"}) {
    EXPECT_THAT(message, ::testing::HasSubstr(part));
  }
}

}  // namespace
}  // namespace tandem
