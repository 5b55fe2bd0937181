#include "framework/sweep/random_stream.h"

#include <gtest/gtest.h>

#include <set>

namespace tandem {
namespace {

TEST(RandomStream, HasTheNumbersOfNumpy) {
  // numpy.random.RandomState(42).rand(3)
  RandomStream random(42);
  EXPECT_EQ(random.uniform(), 0.3745401188473625);
  EXPECT_EQ(random.uniform(), 0.9507143064099162);
  EXPECT_EQ(random.uniform(), 0.7319939418114051);
}

TEST(RandomStream, SeedsDependOnSamplerTrialAndGroup) {
  std::set<uint32_t> seeds;
  for (const int64_t sampler : {1, 2}) {
    for (const int64_t number : {0, 1, 2}) {
      for (const size_t group : {0U, 1U}) seeds.insert(group_seed(sampler, number, group));
    }
  }
  EXPECT_EQ(seeds.size(), 12);
}

}  // namespace
}  // namespace tandem
