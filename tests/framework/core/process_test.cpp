#include "framework/core/process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

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

TEST(Process, IsKnownByItsNumber) {
  EXPECT_EQ(process_state(::getpid()), 'R');
  EXPECT_EQ(process_parent(::getpid()), ::getppid());
  constexpr int64_t kNobody = int64_t{1} << 40;
  EXPECT_EQ(process_state(kNobody), '\0');
  EXPECT_EQ(process_parent(kNobody), 0);
}

TEST(Process, OneThatHasEndedIsKnownUntilItIsWaitedFor) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  while (process_state(child) != 'Z') ::usleep(1000);
  EXPECT_EQ(process_parent(child), ::getpid());
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_EQ(process_state(child), '\0');
}

}  // namespace
}  // namespace tandem
