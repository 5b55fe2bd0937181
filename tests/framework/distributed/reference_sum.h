// Contributions that every rank can make for all ranks, and their sum in the order of the design.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tandem::test {

/// What `rank` contributes: float32 (count) on the CPU, of very different magnitudes, so that the
/// order of additions shows in the bits.
at::Tensor contribution(int64_t count, int64_t rank, uint64_t seed);

/// ((r0 + r1) + (r2 + r3)) + … over `size` contributions, a power of two.
at::Tensor tree_sum(int64_t count, int64_t size, uint64_t seed);

/// True when shapes, types and all bits are equal.
bool same_bits(const at::Tensor& a, const at::Tensor& b);

}  // namespace tandem::test
