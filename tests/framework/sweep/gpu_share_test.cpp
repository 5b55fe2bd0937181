#include "framework/sweep/gpu_share.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace tandem {
namespace {

using ::testing::Optional;

TEST(GpuShare, IsAWholeNumberOrOneDividedByIt) {
  EXPECT_THAT(gpu_share(1), Optional(GpuShare{}));
  EXPECT_THAT(gpu_share(3), Optional(GpuShare{.trials = 3}));
  EXPECT_THAT(gpu_share(0.5), Optional(GpuShare{.gpus = 2}));
  EXPECT_THAT(gpu_share(0.33), Optional(GpuShare{.gpus = 3}));
  EXPECT_THAT(gpu_share(0.167), Optional(GpuShare{.gpus = 6}));
  EXPECT_THAT(gpu_share(0.125), Optional(GpuShare{.gpus = 8}));
}

TEST(GpuShare, OtherNumbersSayNothing) {
  for (const double other : {1.5, 2.25, 0.4, 0.67, 0.75, 0.9, 0.0, -1.0, 1e300,
                             std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_EQ(gpu_share(other), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace tandem
