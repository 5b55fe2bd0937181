// Which of the groups that a model found is which class.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace tandem {

/// How often group g and class c met: (groups, classes) int64 on the CPU, of `groups` and `classes`
/// (N), whole numbers from 0.
at::Tensor count_pairs(const at::Tensor& groups, const at::Tensor& classes);

/// Pairs each group with one class, no class twice, so that the pairs hold the most counts.
struct Matching {
  std::vector<int64_t> class_of;  // of each group; −1 for one that is left over
  int64_t matched = 0;            // counts in the pairs
};

/// Of any number of groups and classes, in O(n³) (Kuhn, "The Hungarian method for the assignment
/// problem", 1955).
Matching best_matching(const at::Tensor& counts);

/// Counts on the diagonal: what the matching of every group with the class of its number holds.
int64_t diagonal_count(const at::Tensor& counts);

}  // namespace tandem
