#include "launch/job/hosts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(Hosts, AreNamesWithNumbers) {
  EXPECT_THAT(parse_hosts("a:4,b.c:8,d"), ElementsAre(Pair("a", 4), Pair("b.c", 8), Pair("d", 1)));
  EXPECT_THAT(parse_hosts(""), IsEmpty());
}

TEST(Hosts, NothingElseIsOne) {
  for (const char* text :
       {"a:", ":4", "a:0", "a:x", "a:4,", "-o:3", "a:99999999", "a b", ",", "a,,b"}) {
    EXPECT_THROW(parse_hosts(text), UsageError) << text;
  }
}

}  // namespace
}  // namespace tandem
