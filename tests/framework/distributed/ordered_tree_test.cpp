#include "framework/distributed/ordered_tree.h"

#include <ATen/core/Tensor.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/framework/distributed/reference_sum.h"

namespace tandem {
namespace {

TEST(OrderedTree, SlicesCoverEverythingOnceInWholeLines) {
  for (int64_t count : {0, 1, 15, 16, 17, 31, 33, 1000, 1 << 20}) {
    for (int64_t num_parts : {1, 2, 3, 4, 8}) {
      int64_t end = 0;
      for (int64_t part = 0; part < num_parts; ++part) {
        const Slice slice = slice_of(count, num_parts, part);
        EXPECT_EQ(slice.begin, end);
        EXPECT_TRUE(slice.begin % 16 == 0 || slice.begin == count) << count << " in " << num_parts;
        end = slice.end;
      }
      EXPECT_EQ(end, count) << "in " << num_parts;
    }
  }
}

TEST(OrderedTree, SumsInTheOrderOfTheTree) {
  for (int64_t size : {1, 2, 4, 8, 16}) {
    for (int64_t count : {1, 17, 1024, 5000}) {
      std::vector<at::Tensor> tensors;
      std::vector<float*> parts;
      for (int64_t rank = 0; rank < size; ++rank) {
        tensors.push_back(test::contribution(count, rank, 9));
        parts.push_back(tensors.back().data_ptr<float>());
      }
      sum_in_tree(parts, parts, count);
      for (const at::Tensor& tensor : tensors) {
        EXPECT_TRUE(test::same_bits(tensor, test::tree_sum(count, size, 9)))
            << size << " parts of " << count;
      }
    }
  }
}

TEST(OrderedTree, AddsThreeAsTwoAndOne) {
  std::vector<float> a = {1e8F};
  std::vector<float> b = {-1e8F};
  std::vector<float> c = {1.0F};
  const std::vector<float*> parts = {a.data(), b.data(), c.data()};
  float sum = 0.0F;
  float* result = &sum;
  sum_in_tree(parts, {&result, 1}, 1);
  EXPECT_EQ(sum, 1.0F);
}

}  // namespace
}  // namespace tandem
