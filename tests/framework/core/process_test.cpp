#include "framework/core/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(Process, TheTimeIsThatOfUniversalTimeToTheSecond) {
  EXPECT_THAT(utc_time(), testing::MatchesRegex("20..-..-..T..:..:..Z"));
}

TEST(Process, TheHostHasAName) { EXPECT_FALSE(host_name().empty()); }

TEST(Process, AControlGroupAllowsAtLeastOneCore) {
  const int64_t limit = control_group_limit(-5);
  EXPECT_TRUE(limit == -5 || limit >= 1) << limit;
}

}  // namespace
}  // namespace tandem
