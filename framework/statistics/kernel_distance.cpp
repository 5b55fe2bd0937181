#include "framework/statistics/kernel_distance.h"

#include <ATen/ATen.h>

#include <cmath>
#include <utility>
#include <vector>

#include "framework/statistics/row_moments.h"

namespace tandem {
namespace {

constexpr int64_t kNumBlocks = 20;

/// Sizes of blocks differ by at most one row.
int64_t block_begin(int64_t block, int64_t num_rows) { return block * num_rows / kNumBlocks; }

at::Tensor kernel(const at::Tensor& first, const at::Tensor& second) {
  const at::Tensor one = at::ones({1}, at::kDouble);
  return at::addmm(one, first, second.t(), 1, 1 / static_cast<double>(first.size(1))).pow_(3);
}

/// Sums of the kernel between a row of one set and the blocks of another.
struct KernelSums {
  const at::Tensor& rows;
  const at::Tensor& others;
  bool is_one_set;  // no row meets itself, and blocks meet those after them only

  /// (end − begin, blocks).
  at::Tensor tile(int64_t begin, int64_t end) const {
    const at::Tensor own = block_of(rows, begin, end);
    const at::Tensor sums = at::zeros({end - begin, kNumBlocks}, at::kDouble);
    for (int64_t block = 0; block < kNumBlocks; ++block) {
      const int64_t from = block_begin(block, others.size(0));
      // Blocks that end before the tile were met from their side: the kernel is symmetric.
      if (is_one_set && block_begin(block + 1, others.size(0)) <= begin) continue;
      for_each_block(block_begin(block + 1, others.size(0)) - from, [&](int64_t low, int64_t high) {
        const at::Tensor values = kernel(own, block_of(others, from + low, from + high));
        // Where rows meet themselves; empty where this part of the block holds none of them.
        if (is_one_set) values.diagonal(begin - from - low).zero_();
        sums.select(1, block).add_(values.sum(1));
      });
    }
    return sums;
  }

  /// Between the blocks of the one and those of the other, (blocks, blocks).
  at::Tensor of_blocks(const TileDealer& deal) const {
    const at::Tensor of_rows = deal(rows.size(0), kNumBlocks,
                                    [&](int64_t begin, int64_t end) { return tile(begin, end); });
    std::vector<at::Tensor> sums;
    for (int64_t block = 0; block < kNumBlocks; ++block) {
      const int64_t from = block_begin(block, rows.size(0));
      sums.push_back(of_rows.narrow(0, from, block_begin(block + 1, rows.size(0)) - from).sum(0));
    }
    const at::Tensor all = at::stack(sums);
    // Below the diagonal only a part of the rows was summed: what is above it stands for both.
    return is_one_set ? all.triu() + all.triu(1).t() : all;
  }
};

/// Means over the n (n − 1) pairs of different rows of each set, and over all pairs across.
double unbiased_value(double of_first, double of_second, double across,
                      const std::pair<int64_t, int64_t>& counts) {
  const auto n = static_cast<double>(counts.first), m = static_cast<double>(counts.second);
  return of_first / (n * (n - 1)) + of_second / (m * (m - 1)) - 2 * across / (n * m);
}

/// Without row and column `block`; all of it for −1.
double sum_without(const at::Tensor& sums, int64_t block) {
  const at::Tensor kept = at::ones({kNumBlocks}, at::kDouble);
  if (block >= 0) kept[block] = 0;
  return kept.dot(sums.mv(kept)).item<double>();
}

int64_t count_without(int64_t block, int64_t num_rows) {
  if (block < 0) return num_rows;
  return num_rows - (block_begin(block + 1, num_rows) - block_begin(block, num_rows));
}

}  // namespace

KernelReference::KernelReference(const at::Tensor& rows, const TileDealer& deal)
    : rows_(rows), deal_(deal), own_sums_(KernelSums{rows, rows, true}.of_blocks(deal)) {}

KernelDistance KernelReference::distance(const at::Tensor& others) const {
  const at::Tensor of_others = KernelSums{others, others, true}.of_blocks(deal_);
  const at::Tensor across = KernelSums{rows_, others, false}.of_blocks(deal_);
  const auto without = [&](int64_t block) {
    return unbiased_value(
        sum_without(own_sums_, block), sum_without(of_others, block), sum_without(across, block),
        {count_without(block, rows_.size(0)), count_without(block, others.size(0))});
  };
  std::vector<double> values;
  for (int64_t block = 0; block < kNumBlocks; ++block) values.push_back(without(block));
  const at::Tensor left_out = at::tensor(values, at::kDouble);
  // Of the jackknife: (k − 1) / k times the sum of squares about the mean.
  const double variance = left_out.var(/*unbiased=*/false).item<double>() * (kNumBlocks - 1);
  return {.value = without(-1), .deviation = std::sqrt(variance)};
}

}  // namespace tandem
