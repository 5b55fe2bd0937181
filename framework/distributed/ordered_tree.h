// The one order in which tandem adds: a binary tree over ranks.
#pragma once

#include <cstdint>
#include <span>

namespace tandem {

/// A range of elements.
struct Slice {
  int64_t begin = 0;
  int64_t end = 0;
  int64_t count() const { return end - begin; }
};

/// Part number `index` of `count` elements cut into `num_parts` parts as equal as whole
/// lines of kAlignmentBytes allow; the last ones may be empty.
Slice slice_of(int64_t count, int64_t num_parts, int64_t index);

/// Writes to each of `results` the elementwise sum ((p0 + p1) + (p2 + p3)) + … of `parts`, each of
/// `count` elements. A result is one of the parts itself or overlaps none of them.
void sum_in_tree(std::span<float* const> parts, std::span<float* const> results, int64_t count);

}  // namespace tandem
