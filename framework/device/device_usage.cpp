#include "framework/device/device_usage.h"

#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace tandem {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

void DeviceStopwatch::start() {
  if (device_.is_cpu()) {
    host_start_ = Clock::now();
    return;
  }
  add_done();
  if (unused_.empty()) {
    constexpr auto kTimed = c10::EventFlag::BACKEND_DEFAULT;
    unused_.emplace_back(c10::Event(device_.type(), kTimed), c10::Event(device_.type(), kTimed));
  }
  current_ = std::move(unused_.back());
  unused_.pop_back();
  record(current_->first);
}

void DeviceStopwatch::stop() {
  if (device_.is_cpu()) {
    seconds_ += std::chrono::duration<double>(Clock::now() - host_start_).count();
    return;
  }
  record(current_->second);
  running_.push_back(std::move(*current_));
  current_.reset();
}

double DeviceStopwatch::seconds() {
  add_done();
  return seconds_;
}

void DeviceStopwatch::record(c10::Event& event) const {
  event.record(c10::impl::VirtualGuardImpl(device_.type()).getStream(device_));
}

void DeviceStopwatch::add_done() {
  constexpr double kMillisecond = 1e-3;
  // A stream does them in order: behind one that is not done none is.
  while (!running_.empty() && running_.front().second.query()) {
    Stretch& stretch = running_.front();
    seconds_ += kMillisecond * stretch.first.elapsedTime(stretch.second);
    unused_.push_back(std::move(stretch));
    running_.pop_front();
  }
}

int64_t peak_device_bytes(const c10::Device& device) {
  if (device.is_cpu()) return 0;
  constexpr auto kAll = static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE);
  return at::getDeviceAllocator(device.type())
      ->getDeviceStats(device.index())
      .allocated_bytes[kAll]
      .peak;
}

}  // namespace tandem
