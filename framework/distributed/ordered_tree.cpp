#include "framework/distributed/ordered_tree.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "framework/core/alignment.h"

namespace tandem {
namespace {

/// Elements at a time, so that the partial sums of eight ranks stay in the first-level cache.
constexpr int64_t kBlock = 1024;

// An elementwise sum has the same bits at every vector width.
[[gnu::target_clones("avx2", "default")]] void add(const float* __restrict a,
                                                   const float* __restrict b, float* __restrict sum,
                                                   int64_t count) {
  for (int64_t i = 0; i < count; ++i) sum[i] = a[i] + b[i];
}

[[gnu::target_clones("avx2", "default")]] void add_to(float* __restrict sum,
                                                      const float* __restrict a, int64_t count) {
  for (int64_t i = 0; i < count; ++i) sum[i] += a[i];
}

/// The sum of all parts, in the first block of `partial`, which has one per pair of parts.
void sum_block(std::span<float* const> parts, int64_t begin, int64_t count, float* partial) {
  const auto num_parts = static_cast<int64_t>(parts.size());
  const auto part = [&](int64_t i) { return parts[static_cast<size_t>(i)] + begin; };
  const auto sum = [&](int64_t i) { return partial + i * kBlock; };
  const int64_t num_sums = (num_parts + 1) / 2;
  for (int64_t i = 0; i < num_sums; ++i) {
    if (2 * i + 1 < num_parts) {
      add(part(2 * i), part(2 * i + 1), sum(i), count);
    } else {
      std::copy_n(part(2 * i), count, sum(i));
    }
  }
  for (int64_t step = 1; step < num_sums; step *= 2) {
    for (int64_t i = 0; i + step < num_sums; i += 2 * step) add_to(sum(i), sum(i + step), count);
  }
}

}  // namespace

Slice slice_of(int64_t count, int64_t num_parts, int64_t index) {
  const int64_t length = aligned_count((count + num_parts - 1) / num_parts);
  return {std::min(count, index * length), std::min(count, (index + 1) * length)};
}

void sum_in_tree(std::span<float* const> parts, std::span<float* const> results, int64_t count) {
  std::vector<float> partial((parts.size() + 1) / 2 * kBlock);
  for (int64_t begin = 0; begin < count; begin += kBlock) {
    const int64_t length = std::min(kBlock, count - begin);
    // Not straight into the results, which may be parts that are still to be read.
    sum_block(parts, begin, length, partial.data());
    for (float* result : results) std::copy_n(partial.data(), length, result + begin);
  }
}

}  // namespace tandem
