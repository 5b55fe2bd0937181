#include "launch/worker/device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "framework/device/gpu.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

TEST(Device, IsOfTheKindThatIsAskedFor) {
  EXPECT_EQ(choose_device(DeviceKind::kCpu, 3), at::Device(at::kCPU));
  const int64_t gpus = num_gpus();
  if (gpus == 0) {
    EXPECT_EQ(choose_device(std::nullopt, 3), at::Device(at::kCPU));
    EXPECT_THAT(message_of<ConfigError>([] { choose_device(DeviceKind::kCuda, 0); }),
                testing::HasSubstr("no GPU that LibTorch can use"));
    return;
  }
  EXPECT_EQ(choose_device(std::nullopt, 0), at::Device(at::kCUDA, 0));
  EXPECT_EQ(choose_device(DeviceKind::kCuda, gpus), at::Device(at::kCUDA, 0)) << "the next shares";
}

}  // namespace
}  // namespace tandem
