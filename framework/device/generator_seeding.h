// The default generators of LibTorch, seeded anew wherever randomness is used.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tandem {

/// Seeds the default generator of the CPU and, for another device, that of the device too.
void seed_generators(const at::Device& device, uint64_t seed);

}  // namespace tandem
