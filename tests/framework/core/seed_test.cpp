#include "framework/core/seed.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <set>

namespace tandem {
namespace {

TEST(SeedTest, StaysTheSameOnEveryMachine) {
  // First outputs of SplitMix64 from state 1234567, as published with the reference code.
  EXPECT_EQ(mix_bits(1234567), 6457827717110365317ULL);
  EXPECT_EQ(mix_bits(1234567 + 0x9e3779b97f4a7c15ULL), 3203168211198807973ULL);
}

TEST(SeedTest, EveryRunDependsOnTheseValues) {
  EXPECT_EQ(mix_seed(Stream::kGeneration), 0xe17b6d147da182daULL);
  EXPECT_EQ(mix_seed(Stream::kTraining, 7, 3), 0xb395acc300abe6f5ULL);
  EXPECT_EQ(mix_seed(Stream::kTraining, 1, 4, 0, 3), 0x1440d57426479c12ULL);
  EXPECT_EQ(mix_seed(Stream::kAugmentation, 1, 0, 0, 0, 2), 0x016992e6a5615ff9ULL);
  EXPECT_EQ(mix_seed(Stream::kPacking, int64_t{-1}, size_t{2}), 0x7ed83fd6cf390726ULL);
}

TEST(SeedTest, LowHalfDependsOnEveryBitOfEveryField) {
  const std::array<uint64_t, 4> fields = {2, 1000, 0, 3};
  const auto low_half = [](const std::array<uint64_t, 4>& values) {
    return static_cast<uint32_t>(mix_seed(Stream{values[0]}, values[1], values[2], values[3]));
  };
  const uint32_t original = low_half(fields);
  int64_t num_flipped = 0;
  for (size_t field = 0; field < fields.size(); ++field) {
    for (int bit = 0; bit < 64; ++bit) {
      auto changed = fields;
      changed[field] ^= 1ULL << bit;
      const int distance = std::popcount(original ^ low_half(changed));
      EXPECT_GT(distance, 0) << "field " << field << " bit " << bit;
      num_flipped += distance;
    }
  }
  // Half of 32 bits on average over 256 changes; the standard deviation of the mean is 0.18.
  EXPECT_NEAR(static_cast<double>(num_flipped) / 256, 16.0, 1.0);
}

TEST(SeedTest, OrderAndNumberOfFieldsMatter) {
  EXPECT_NE(mix_seed(Stream::kTraining, 1, 2), mix_seed(Stream::kTraining, 2, 1));
  EXPECT_NE(mix_seed(Stream::kTraining, 1), mix_seed(Stream::kTraining, 1, 0));
  EXPECT_NE(mix_seed(Stream::kTraining), mix_seed(Stream::kTraining, 0));
}

TEST(SeedTest, NeighboursShareNoLowHalf) {
  std::set<uint32_t> seen;
  for (uint64_t step = 0; step < 100; ++step) {
    for (uint64_t micro_batch = 0; micro_batch < 8; ++micro_batch) {
      seen.insert(static_cast<uint32_t>(mix_seed(Stream::kTraining, 7, step, 0, micro_batch)));
    }
  }
  EXPECT_EQ(seen.size(), 800u);
}

TEST(RandomSequenceTest, BelowStaysBelowAndReachesAll) {
  RandomSequence random(3);
  std::array<int, 10> counts{};
  for (int i = 0; i < 10000; ++i) {
    const uint64_t value = random.below(10);
    ASSERT_LT(value, 10u);
    ++counts[value];
  }
  // 1000 expected of each, standard deviation 30.
  for (int count : counts) EXPECT_NEAR(count, 1000, 150);
  EXPECT_EQ(random.below(1), 0u);
}

TEST(RandomSequenceTest, UniformNumbersFillTheUnitInterval) {
  RandomSequence random(3), same(3);
  double sum = 0, least = 1, most = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double number = random.uniform();
    EXPECT_EQ(number, std::ldexp(static_cast<double>(same.next() >> 11), -53));
    sum += number;
    least = std::min(least, number);
    most = std::max(most, number);
  }
  EXPECT_NEAR(sum / 10'000, 0.5, 0.01);
  EXPECT_LT(least, 0.001);
  EXPECT_GT(most, 0.999);
  EXPECT_LT(most, 1.0);
}

TEST(PermutationTest, HoldsEveryNumberOnceAndFollowsTheSeed) {
  const auto order = permutation(1000, 5);
  auto sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (int64_t i = 0; i < 1000; ++i) ASSERT_EQ(sorted[static_cast<size_t>(i)], i);
  EXPECT_NE(order, sorted);
  EXPECT_EQ(order, permutation(1000, 5));
  EXPECT_NE(order, permutation(1000, 6));
  EXPECT_TRUE(permutation(0, 5).empty());
  EXPECT_EQ(permutation(1, 5), std::vector<int64_t>{0});
}

TEST(PermutationTest, EveryOrderOfThreeIsAsLikely) {
  std::map<std::vector<int64_t>, int> counts;
  for (uint64_t seed = 0; seed < 6000; ++seed) ++counts[permutation(3, seed)];
  ASSERT_EQ(counts.size(), 6u);
  for (const auto& [order, count] : counts) EXPECT_NEAR(count, 1000, 150);
}

}  // namespace
}  // namespace tandem
