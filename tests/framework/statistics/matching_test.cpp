// The best one-to-one matching of groups and classes.
#include "framework/statistics/matching.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "framework/device/generator_seeding.h"

namespace tandem {
namespace {

/// The most counts of any permutation of the columns, tried one by one.
int64_t best_by_trial(const at::Tensor& counts) {
  std::vector<int64_t> order(static_cast<size_t>(counts.size(0)));
  std::iota(order.begin(), order.end(), 0);
  int64_t best = 0;
  do {
    int64_t sum = 0;
    for (size_t row = 0; row < order.size(); ++row) {
      sum += counts[static_cast<int64_t>(row)][order[row]].item<int64_t>();
    }
    best = std::max(best, sum);
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

TEST(Matching, CountsPairs) {
  const at::Tensor groups = at::tensor({0, 2, 2, 0}, at::kDouble);
  const at::Tensor counts = count_pairs(groups, at::tensor({1, 0, 0, 1}, at::kLong));
  EXPECT_TRUE(at::equal(counts, at::tensor({0, 2, 0, 0, 2, 0}, at::kLong).view({3, 2})));
}

TEST(Matching, IsTheBestOfAllPermutations) {
  seed_generators(at::kCPU, 1);
  for (int trial = 0; trial < 20; ++trial) {
    const at::Tensor counts = at::randint(50, {5, 5}, at::kLong);
    const Matching matching = best_matching(counts);
    EXPECT_EQ(matching.matched, best_by_trial(counts));
    int64_t sum = 0;
    for (int64_t group = 0; group < 5; ++group) {
      sum += counts[group][matching.class_of[group]].item<int64_t>();
    }
    EXPECT_EQ(sum, matching.matched);
  }
}

TEST(Matching, LeavesOutGroupsBeyondTheClasses) {
  const at::Tensor counts = at::tensor({5, 1, 9, 2, 3, 4}, at::kLong).view({3, 2});
  const Matching matching = best_matching(counts);
  EXPECT_EQ(matching.class_of, (std::vector<int64_t>{-1, 0, 1}));
  EXPECT_EQ(matching.matched, 13);
}

TEST(Matching, LeavesOutClassesBeyondTheGroups) {
  const Matching matching = best_matching(at::tensor({5, 1, 9}, at::kLong).view({1, 3}));
  EXPECT_EQ(matching.class_of, (std::vector<int64_t>{2}));
}

TEST(Matching, OfTheSameNumbersHoldsTheDiagonal) {
  EXPECT_EQ(diagonal_count(at::tensor({5, 1, 9, 2, 3, 4}, at::kLong).view({3, 2})), 7);
}

}  // namespace
}  // namespace tandem
