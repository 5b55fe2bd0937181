// Where memory that is computed on begins.
#pragma once

#include <cstdint>

namespace tandem {

/// Bytes at whose multiples every flat tensor, every shared segment and every parameter inside a
/// flat tensor begin: kernels may be chosen by alignment, and then differ in bits. It is also a
/// line of the cache, which ranks that write beside each other must not share.
inline constexpr int64_t kAlignmentBytes = 64;
/// The same in float32 elements.
inline constexpr int64_t kAlignmentFloats = kAlignmentBytes / static_cast<int64_t>(sizeof(float));

/// The smallest multiple of `unit` that is not below `value`; value >= 0, unit > 0.
constexpr int64_t rounded_up(int64_t value, int64_t unit) {
  return (value + unit - 1) / unit * unit;
}

/// So many float32 elements, and the padding behind them up to the next boundary.
constexpr int64_t aligned_count(int64_t count) { return rounded_up(count, kAlignmentFloats); }

}  // namespace tandem
