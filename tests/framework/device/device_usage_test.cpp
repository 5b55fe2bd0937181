#include "framework/device/device_usage.h"

#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <gtest/gtest.h>

#include <thread>

namespace tandem {
namespace {

using c10::DeviceType;

/// A device that does nothing by itself: a test says what time it is there and what is done.
struct FakeDevice {
  double milliseconds = 0;  // now, where an event is put on the stream
  double done_until = 0;    // events recorded before are done
  int num_events = 0;
};

FakeDevice& fake_device() {
  static FakeDevice device;
  return device;
}

constexpr DeviceType kFakeType = DeviceType::PrivateUse1;

/// LibTorch's own fake of a device, with events.
class FakeEvents final : public c10::impl::DeviceGuardImplInterface {
 public:
  explicit FakeEvents(DeviceType = kFakeType) {}
  DeviceType type() const override { return kFakeType; }
  c10::Device exchangeDevice(c10::Device device) const override { return device; }
  c10::Device getDevice() const override { return {kFakeType, 0}; }
  void setDevice(c10::Device) const override {}
  void uncheckedSetDevice(c10::Device) const noexcept override {}
  c10::Stream getStream(c10::Device device) const override {
    return c10::Stream(c10::Stream::DEFAULT, device);
  }
  c10::Stream exchangeStream(c10::Stream stream) const override { return stream; }
  c10::DeviceIndex deviceCount() const noexcept override { return 1; }

  void record(void** event, const c10::Stream&, c10::DeviceIndex,
              c10::EventFlag flag) const override {
    EXPECT_EQ(flag, c10::EventFlag::BACKEND_DEFAULT) << "an event without a time";
    if (*event == nullptr) {
      *event = new double;
      ++fake_device().num_events;
    }
    *static_cast<double*>(*event) = fake_device().milliseconds;
  }
  bool queryEvent(void* event) const override {
    return *static_cast<double*>(event) < fake_device().done_until;
  }
  void destroyEvent(void* event, c10::DeviceIndex) const noexcept override {
    delete static_cast<double*>(event);
  }
  double elapsedTime(void* first, void* second, c10::DeviceIndex) const override {
    return *static_cast<double*>(second) - *static_cast<double*>(first);
  }
  void synchronizeEvent(void*) const override { ADD_FAILURE() << "the host waits"; }
};

const c10::impl::DeviceGuardImplRegistrar kRegistrar(kFakeType, new FakeEvents());

class DeviceStopwatchTest : public testing::Test {
 protected:
  DeviceStopwatchTest() { fake_device() = {}; }

  void stretch(double begin, double end) {
    fake_device().milliseconds = begin;
    stopwatch_.start();
    fake_device().milliseconds = end;
    stopwatch_.stop();
  }

  DeviceStopwatch stopwatch_{{kFakeType, 0}};
};

TEST_F(DeviceStopwatchTest, AddsTheDevicesTimesOnceTheyAreDone) {
  stretch(1000, 1500);
  stretch(2000, 2250);
  EXPECT_EQ(stopwatch_.seconds(), 0.0);
  fake_device().done_until = 1600;
  EXPECT_EQ(stopwatch_.seconds(), 0.5);
  fake_device().done_until = 3000;
  EXPECT_EQ(stopwatch_.seconds(), 0.75);
  EXPECT_EQ(stopwatch_.seconds(), 0.75) << "counted twice";
}

TEST_F(DeviceStopwatchTest, EventsAreUsedAgain) {
  for (int i = 0; i < 100; ++i) {
    stretch(10.0 * i, 10.0 * i + 5);
    fake_device().done_until = 10.0 * i + 6;
  }
  EXPECT_NEAR(stopwatch_.seconds(), 0.5, 1e-12);
  EXPECT_EQ(fake_device().num_events, 2);
}

TEST(DeviceStopwatch, OnACpuItIsTheHostsClock) {
  DeviceStopwatch stopwatch(at::kCPU);
  stopwatch.start();
  const auto begin = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(5)) {
    std::this_thread::yield();
  }
  stopwatch.stop();
  const double seconds = stopwatch.seconds();
  EXPECT_GE(seconds, 0.005);
  EXPECT_EQ(stopwatch.seconds(), seconds);
}

TEST(PeakDeviceBytes, OnACpuThereAreNone) { EXPECT_EQ(peak_device_bytes(at::kCPU), 0); }

}  // namespace
}  // namespace tandem
