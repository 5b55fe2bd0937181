// sum_ordered on every rank, against the tree added up by each rank for itself.
#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/empty.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>

#include "framework/distributed/communicator.h"
#include "tests/framework/distributed/rank_context.h"
#include "tests/framework/distributed/reference_sum.h"

namespace tandem::test {
namespace {

constexpr int64_t kCounts[] = {0, 1, 15, 16, 17, 1000, 1 << 20, (1 << 20) + 3};

void sums_allocated_tensors(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  for (int64_t count : kCounts) {
    at::Tensor tensor = communicator->allocate(count);
    for (uint64_t seed : {1, 2}) {
      tensor.copy_(contribution(count, context.rank, seed));
      communicator->sum_ordered(tensor);
      EXPECT_TRUE(same_bits(tensor, tree_sum(count, context.size, seed))) << count << " elements";
    }
  }
}

void sums_any_tensor(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  for (int64_t count : kCounts) {
    at::Tensor tensor = contribution(count, context.rank, 3).to(context.device);
    communicator->sum_ordered(tensor);
    EXPECT_TRUE(same_bits(tensor, tree_sum(count, context.size, 3))) << count << " elements";
  }
}

void sums_ranges_with_the_same_bits(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  const int64_t count = 10'007;
  const at::Tensor before = communicator->allocate(100);
  at::Tensor tensor = communicator->allocate(count);
  tensor.copy_(contribution(count, context.rank, 4));
  for (int64_t begin = 0, length = 1; begin < count; begin += length, length = length * 3 + 1) {
    at::Tensor range = tensor.narrow(0, begin, std::min(length, count - begin));
    communicator->sum_ordered(range);
  }
  EXPECT_TRUE(same_bits(tensor, tree_sum(count, context.size, 4)));
  EXPECT_EQ(before.count_nonzero().item<int64_t>(), 0) << "a neighbour was written to";
}

void sums_keep_up_with_each_other(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  const int64_t count = 257;
  at::Tensor window = communicator->allocate(count);
  at::Tensor plain = at::empty({count}, window.options());
  int64_t num_wrong = 0;
  for (int64_t round = 0; round < 300; ++round) {
    window.fill_(static_cast<double>(round + context.rank));
    plain.fill_(static_cast<double>(round - context.rank));
    communicator->sum_ordered(window);
    communicator->sum_ordered(plain);
    const double ranks = static_cast<double>(context.size * (context.size - 1)) / 2;
    const double rounds = static_cast<double>(context.size * round);
    num_wrong += !window.eq(rounds + ranks).all().item<bool>();
    num_wrong += !plain.eq(rounds - ranks).all().item<bool>();
  }
  EXPECT_EQ(num_wrong, 0);
}

void gives_every_rank_the_same_special_values(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kOrdered);
  at::Tensor values = at::empty({4}, at::kFloat);
  values[0] = -0.0F;
  values[1] = context.rank == context.size - 1 ? std::numeric_limits<float>::quiet_NaN() : 1.0F;
  values[2] = std::numeric_limits<float>::infinity();
  values[3] = std::numeric_limits<float>::denorm_min();
  at::Tensor tensor = values.to(context.device);
  communicator->sum_ordered(tensor);
  const at::Tensor sums = tensor.cpu();
  EXPECT_TRUE(std::signbit(sums[0].item<float>()));
  EXPECT_TRUE(std::isnan(sums[1].item<float>()));
  EXPECT_TRUE(std::isinf(sums[2].item<float>()));
  EXPECT_EQ(sums[3].item<float>(),
            static_cast<float>(context.size) * std::numeric_limits<float>::denorm_min());
  const std::string bits(static_cast<const char*>(sums.data_ptr()), sums.nbytes());
  EXPECT_THAT(gather_strings(*communicator, bits), testing::Each(bits));
}

void serves_several_communicators(const RankContext& context) {
  for (int round = 0; round < 3; ++round) {
    const auto first = context.communicator(Reduction::kOrdered);
    const auto second = context.communicator(Reduction::kOrdered);
    at::Tensor a = first->allocate(1000);
    at::Tensor b = second->allocate(1000);
    a.copy_(contribution(1000, context.rank, 5));
    b.copy_(contribution(1000, context.rank, 6));
    first->sum_ordered(a);
    second->sum_ordered(b);
    EXPECT_TRUE(same_bits(a, tree_sum(1000, context.size, 5)));
    EXPECT_TRUE(same_bits(b, tree_sum(1000, context.size, 6)));
  }
}

void native_sums_to_rounding(const RankContext& context) {
  const auto communicator = context.communicator(Reduction::kNative);
  at::Tensor tensor = communicator->allocate(100'000);
  tensor.copy_(contribution(100'000, context.rank, 7));
  communicator->sum_ordered(tensor);
  EXPECT_TRUE(at::allclose(tensor.cpu(), tree_sum(100'000, context.size, 7), 1e-4, 1e-4));
}

/// The other tests mean something only if another order gives other bits.
void another_order_has_other_bits(const RankContext& context) {
  at::Tensor sum = contribution(1000, 0, 1);
  for (int64_t rank = 1; rank < 4; ++rank) sum = sum + contribution(1000, rank, 1);
  EXPECT_FALSE(same_bits(sum, tree_sum(1000, 4, 1)));
  EXPECT_GT(context.size, 0);
}

}  // namespace

void register_ordered_sum_tests(const RankContext& context) {
  const auto add = [&](const char* name, RankTestBody body) {
    register_rank_test("OrderedSum", name, body, context);
  };
  add("AllocatedTensors", sums_allocated_tensors);
  add("AnyTensor", sums_any_tensor);
  add("RangesHaveTheSameBits", sums_ranges_with_the_same_bits);
  add("ManyInARow", sums_keep_up_with_each_other);
  add("SpecialValues", gives_every_rank_the_same_special_values);
  add("SeveralCommunicators", serves_several_communicators);
  add("NativeToRounding", native_sums_to_rounding);
  add("AnotherOrderHasOtherBits", another_order_has_other_bits);
}

}  // namespace tandem::test
