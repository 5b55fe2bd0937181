// How much of a device's memory tensors took.
#pragma once

#include <c10/core/Device.h>

#include <cstdint>

namespace tandem {

/// Bytes that tensors of this process took on a GPU at most so far; 0 on a CPU.
int64_t peak_device_bytes(const c10::Device& device);

}  // namespace tandem
