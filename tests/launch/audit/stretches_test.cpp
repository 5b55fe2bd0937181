#include "launch/audit/stretches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace tandem {
namespace {

using ::testing::ElementsAre;

TEST(StretchesTest, LieBetweenNeighbours) {
  EXPECT_THAT(stretches_between(0, {2, 4, 7}),
              ElementsAre(Stretch{0, 2}, Stretch{2, 4}, Stretch{4, 7}));
  EXPECT_THAT(stretches_between(4, {2, 4, 7}), ElementsAre(Stretch{4, 7})) << "of a branch";
  EXPECT_TRUE(stretches_between(0, {}).empty());
}

TEST(StretchesTest, AreDrawnWithoutReplacement) {
  std::vector<int64_t> steps;
  for (int64_t step = 1; step <= 20; ++step) steps.push_back(step);
  const auto all = stretches_between(0, steps);
  std::set<int64_t> seen;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    const auto drawn = draw_stretches(all, 3, seed);
    ASSERT_EQ(drawn.size(), 3U);
    EXPECT_LT(drawn[0].begin, drawn[1].begin);
    EXPECT_LT(drawn[1].begin, drawn[2].begin);
    EXPECT_EQ(drawn, draw_stretches(all, 3, seed));
    for (const Stretch& stretch : drawn) seen.insert(stretch.begin);
  }
  EXPECT_EQ(seen.size(), all.size()) << "each has its chance";
  EXPECT_EQ(draw_stretches(all, 99, 1), all);
}

}  // namespace
}  // namespace tandem
