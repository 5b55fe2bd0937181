#include "framework/statistics/matching.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>

namespace tandem {
namespace {

constexpr int64_t kUnassigned = -1;

/// The Hungarian method with potentials: rows are assigned one after the other along shortest
/// augmenting paths, as Jonker and Volgenant (1987) arrange it.
class Assignment {
 public:
  explicit Assignment(const at::Tensor& counts)
      : counts_(counts), size_(std::max(counts.size(0), counts.size(1))) {
    row_potential_.assign(size_, 0);
    column_potential_.assign(size_, 0);
    row_of_.assign(size_, kUnassigned);
    for (int64_t row = 0; row < size_; ++row) assign(row);
  }

  /// The row that each column goes to.
  const std::vector<int64_t>& row_of() const { return row_of_; }

 private:
  /// To be minimal; rows and columns beyond the counts make the matrix square.
  int64_t cost(int64_t row, int64_t column) const {
    if (row >= counts_.size(0) || column >= counts_.size(1)) return 0;
    return -counts_.const_data_ptr<int64_t>()[row * counts_.size(1) + column];
  }

  void assign(int64_t new_row) {
    // Of each column the least reduced cost from a row of the tree, and the column that row is of.
    std::vector<int64_t> slack(size_, std::numeric_limits<int64_t>::max());
    std::vector<int64_t> before(size_, kUnassigned);
    std::vector<bool> seen(size_, false);
    int64_t row = new_row;
    int64_t column = kUnassigned;
    // The tree grows from the new row by one column a time, until it reaches one that is free.
    while (row != kUnassigned) {
      int64_t next = kUnassigned;
      for (int64_t c = 0; c < size_; ++c) {
        if (seen[c]) continue;
        const int64_t reduced = cost(row, c) - row_potential_[row] - column_potential_[c];
        if (reduced < slack[c]) {
          slack[c] = reduced;
          before[c] = column;
        }
        if (next == kUnassigned || slack[c] < slack[next]) next = c;
      }
      // The least change of potentials that lets another column join; edges of the tree stay tight.
      const int64_t step = slack[next];
      row_potential_[new_row] += step;
      for (int64_t c = 0; c < size_; ++c) {
        if (seen[c]) {
          row_potential_[row_of_[c]] += step;
          column_potential_[c] -= step;
        } else if (slack[c] != std::numeric_limits<int64_t>::max()) {
          slack[c] -= step;
        }
      }
      seen[next] = true;
      column = next;
      row = row_of_[column];
    }
    // Back to the root, each column takes the row of the one before it, the first one the new row.
    for (; column != kUnassigned; column = before[column]) {
      row_of_[column] = before[column] == kUnassigned ? new_row : row_of_[before[column]];
    }
  }

  at::Tensor counts_;
  int64_t size_;
  std::vector<int64_t> row_potential_;
  std::vector<int64_t> column_potential_;
  std::vector<int64_t> row_of_;
};

}  // namespace

at::Tensor count_pairs(const at::Tensor& groups, const at::Tensor& classes) {
  const at::Tensor group = groups.to(at::kCPU, at::kLong);
  const at::Tensor label = classes.to(at::kCPU, at::kLong);
  const int64_t num_groups = group.max().item<int64_t>() + 1;
  const int64_t num_classes = label.max().item<int64_t>() + 1;
  // A number for every pair, so that one pass counts them.
  return at::bincount(group * num_classes + label, {}, num_groups * num_classes)
      .view({num_groups, num_classes});
}

Matching best_matching(const at::Tensor& counts) {
  const at::Tensor contiguous = counts.contiguous();
  const Assignment assignment(contiguous);
  Matching matching{.class_of = std::vector<int64_t>(counts.size(0), kUnassigned)};
  for (int64_t column = 0; column < counts.size(1); ++column) {
    const int64_t row = assignment.row_of()[column];
    // A row that was added to make the matrix square: this class is left over.
    if (row >= counts.size(0)) continue;
    matching.class_of[row] = column;
    matching.matched += contiguous.const_data_ptr<int64_t>()[row * counts.size(1) + column];
  }
  return matching;
}

int64_t diagonal_count(const at::Tensor& counts) { return counts.diagonal().sum().item<int64_t>(); }

}  // namespace tandem
