// Devices by the names that configurations have for them.
#include "framework/core/device_kind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(DeviceKind, ARunAsksForOneOfThemByItsNameOrForNone) {
  EXPECT_THAT(names_of(kAskedDevices), testing::ElementsAre("auto", "cpu", "cuda"));
  EXPECT_EQ(chosen(kAskedDevices, "auto"), std::nullopt);
  for (const auto& [name, kind] : kDeviceKinds) EXPECT_EQ(chosen(kAskedDevices, name), kind);
}

}  // namespace
}  // namespace tandem
