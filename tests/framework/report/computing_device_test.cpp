#include "framework/report/computing_device.h"

#include <gtest/gtest.h>

#include "tests/support/temporary_directory.h"

namespace tandem {
namespace {

constexpr const char* kCpu = "cpu, on here";
constexpr const char* kGpu = "cuda:1, Fast GPU (GPU-2), on here";

class ComputingDeviceTest : public ::testing::Test {
 protected:
  void start(const char* device, int64_t start_step) {
    manifest_.start({.name = "x"},
                    {.hosts = {"here"}, .devices = {device}, .start_step = start_step});
  }
  std::string device_at(int64_t end_step) const {
    return computing_device(manifest_, end_step, "auto");
  }

 private:
  TemporaryDirectory directory_;
  RunManifest manifest_{directory_.path()};
};

TEST_F(ComputingDeviceTest, IsWhatWasAskedForBeforeTheFirstStart) {
  EXPECT_EQ(device_at(0), "auto");
  start(kCpu, 0);
  EXPECT_EQ(device_at(0), "cpu") << "at work on its first steps";
}

TEST_F(ComputingDeviceTest, IsTheKindAndNotTheGpu) {
  start(kGpu, 0);
  start("cuda:0, Other GPU (GPU-1), on there", 50);
  EXPECT_EQ(device_at(100), "cuda");
}

TEST_F(ComputingDeviceTest, AreAllThatMadeTheSteps) {
  start(kGpu, 0);
  start(kCpu, 50);
  EXPECT_EQ(device_at(100), "cuda, cpu");
  EXPECT_EQ(device_at(50), "cuda") << "the second start made none";
}

TEST_F(ComputingDeviceTest, AStartThatSaysNothingChangesNothing) {
  start(kCpu, 0);
  start("", 25);
  start(kCpu, 50);
  EXPECT_EQ(device_at(100), "cpu");
}

TEST_F(ComputingDeviceTest, IsNotTheOneWhoseStepsWereMadeAgain) {
  start(kGpu, 0);
  start(kCpu, 0);
  EXPECT_EQ(device_at(100), "cpu");
}

}  // namespace
}  // namespace tandem
