#include "framework/device/gpu.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(Gpu, VersionsOfLibrariesAreKnownWithoutAGpu) {
  for (const auto& [name, version] : gpu_library_versions()) {
    if (name == "driver") continue;  // which may be none
    EXPECT_THAT(version, testing::MatchesRegex("[0-9]+[.][0-9]+([.][0-9]+)?")) << name;
  }
}

TEST(Gpu, EachHasANameAndANumberOfItsOwn) {
  for (int64_t index = 0; index < num_gpus(); ++index) {
    EXPECT_NE(gpu(index).name, "");
    EXPECT_THAT(gpu(index).uuid, testing::MatchesRegex("GPU-[0-9a-f-]+"));
  }
}

}  // namespace
}  // namespace tandem
