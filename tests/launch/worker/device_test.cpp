#include "launch/worker/device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/core/process.h"
#include "framework/device/gpu.h"
#include "tests/support/error_message.h"
#include "tests/support/standard_error.h"

namespace tandem {
namespace {

using testing_support::standard_error_of;

TEST(Device, IsOfTheKindThatIsAskedFor) {
  EXPECT_EQ(choose_device(DeviceKind::kCpu, 3), at::Device(at::kCPU));
  const int64_t gpus = num_gpus();
  if (gpus == 0) {
    EXPECT_EQ(choose_device(std::nullopt, 3), at::Device(at::kCPU));
    EXPECT_THAT(message_of<ConfigError>([] { choose_device(DeviceKind::kCuda, 0); }),
                testing::HasSubstr("no GPU that LibTorch can use"));
    EXPECT_THAT(standard_error_of([] {
                  EXPECT_EQ(choose_device_of_trained(DeviceKind::kCuda, 0), at::Device(at::kCPU));
                }),
                testing::HasSubstr("the CPU computes"));
    return;
  }
  EXPECT_EQ(choose_device(std::nullopt, 0), at::Device(at::kCUDA, 0));
  EXPECT_EQ(choose_device(DeviceKind::kCuda, gpus), at::Device(at::kCUDA, 0)) << "the next shares";
}

TEST(Device, ARankThatIsAloneJoinsNobody) {
  const MpiSession session;
  const JoinedRanks joined = join_ranks(at::kCPU, {}, session);
  ASSERT_EQ(joined.places.size(), 1U);
  EXPECT_EQ(joined.places[0].device, "cpu");
  EXPECT_EQ(joined.places[0].host, host_name());
  EXPECT_EQ(joined.communicator->size(), 1);
  EXPECT_EQ(joined.communicator->device(), at::Device(at::kCPU));
}

TEST(Device, ACpuRoundsToNothing) {
  EXPECT_NO_THROW(check_precision(at::kCPU, Float32Precision::kIeee));
  EXPECT_NO_THROW(check_precision(at::Device(at::kCUDA, 0), Float32Precision::kTf32));
  EXPECT_THAT(message_of<ConfigError>([] { check_precision(at::kCPU, Float32Precision::kTf32); }),
              testing::HasSubstr("numerics.precision: only a GPU can compute like this"));
}

}  // namespace
}  // namespace tandem
