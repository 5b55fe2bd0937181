#include "launch/job/core_count.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <thread>

namespace tandem {
namespace {

TEST(CoreCount, IsAtLeastOneAndAtMostTheHardwareThreads) {
  EXPECT_GE(count_cores(), 1);
  EXPECT_LE(count_cores(), std::thread::hardware_concurrency());
}

TEST(CoreCount, IsThatOfTheThreadsThatTheProcessMayRunOn) {
  int64_t on_one = 0;
  // Another thread, so that the others keep theirs.
  std::thread([&] {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(static_cast<size_t>(::sched_getcpu()), &one);
    ASSERT_EQ(::sched_setaffinity(0, sizeof(one), &one), 0);
    on_one = count_cores();
  }).join();
  EXPECT_EQ(on_one, 1);
}

}  // namespace
}  // namespace tandem
