// The checksum of HDF5's Fletcher32 filter, several times as fast as HDF5 computes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tandem {

/// Fletcher's sums modulo 65535 over big-endian 16-bit words, an odd last byte being a word's upper
/// half; the second sum in the upper half, as H5_checksum_fletcher32 gives it.
uint32_t fletcher32(std::span<const std::byte> bytes);

}  // namespace tandem
