#include "launch/job/hosts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/process.h"

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
  EXPECT_THROW(parse_hosts(std::string(200'000, 'a')), UsageError);
}

TEST(Hosts, MayHaveLongerNames) {
  EXPECT_TRUE(are_same_host("a", "a.cluster"));
  EXPECT_FALSE(are_same_host("a", "b"));
  EXPECT_FALSE(are_same_host("10.0.0.1", "10.0.0.2"));
  EXPECT_TRUE(are_same_host("3node", "3node.cluster")) << "a name";
}

TEST(Hosts, OneIsThisMachine) {
  EXPECT_TRUE(is_this_host(host_name()));
  EXPECT_TRUE(is_this_host("localhost"));
  EXPECT_TRUE(are_same_host(host_name(), "localhost"));
  EXPECT_FALSE(is_this_host("another-than-" + host_name()));
}

TEST(Hosts, OneIsLeftOut) {
  EXPECT_EQ(without_host("a:4,b:2,c", "b"), "a:4,c:1");
  EXPECT_EQ(without_host("a.cluster:4,b.cluster:2", "a"), "b.cluster:2");
  EXPECT_EQ(without_host("a:4", "a.cluster"), "");
  EXPECT_EQ(without_host("10.0.0.1:4,10.0.0.2:2", "10.0.0.2"), "10.0.0.1:4");
  EXPECT_EQ(without_host("a:4", "z"), "a:4");
  EXPECT_EQ(without_host("127.0.0.1:4,10.0.0.2:2", "localhost"), "10.0.0.2:2") << "by its address";
}

}  // namespace
}  // namespace tandem
