#include "launch/job/core_count.h"

#include <gtest/gtest.h>

#include <thread>

namespace tandem {
namespace {

TEST(CoreCount, IsAtLeastOneAndAtMostTheHardwareThreads) {
  EXPECT_GE(count_cores(), 1);
  EXPECT_LE(count_cores(), std::thread::hardware_concurrency());
}

}  // namespace
}  // namespace tandem
