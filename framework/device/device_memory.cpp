#include "framework/device/device_memory.h"

#include <c10/core/CachingDeviceAllocator.h>

namespace tandem {

int64_t peak_device_bytes(const c10::Device& device) {
  if (device.is_cpu()) return 0;
  constexpr auto kAll = static_cast<size_t>(c10::CachingAllocator::StatType::AGGREGATE);
  return at::getDeviceAllocator(device.type())
      ->getDeviceStats(device.index())
      .allocated_bytes[kAll]
      .peak;
}

}  // namespace tandem
