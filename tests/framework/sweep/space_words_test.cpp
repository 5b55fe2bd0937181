#include "framework/sweep/space_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

using ::testing::ElementsAre;

TEST(SpaceWords, PartsAreBetweenCommasOutsideOfBracketsAndQuotes) {
  const std::string parameter = "x";
  const Place place{.source = "here"};
  const SpaceWords words{parameter, place};
  EXPECT_THAT(words.parts_of(""), ElementsAre(""));
  EXPECT_THAT(words.parts_of(" a , b c,"), ElementsAre("a", "b c", ""));
  EXPECT_THAT(words.parts_of("f(a,b),[c,{d,e}]"), ElementsAre("f(a,b)", "[c,{d,e}]"));
  EXPECT_THAT(words.parts_of("'a,b',\"c,\\\"d\",'e'',f'"),
              ElementsAre("'a,b'", "\"c,\\\"d\"", "'e'',f'"));
  EXPECT_THAT(words.parts_of("it's,[\")\"]"), ElementsAre("it's", "[\")\"]"));
}

}  // namespace
}  // namespace tandem
