#include "framework/sweep/seed_results.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(SeedResults, AreAttributesWithASeed) {
  EXPECT_EQ(seed_of("seed:12"), 12);
  for (const char* key : {"seed:", "seed:x", "seed:1x", "seeds:1", "parent"}) {
    EXPECT_FALSE(seed_of(key)) << key;
  }
}

TEST(SeedResults, AreReadWhateverElseIsThere) {
  StoredTrial trial;
  trial.user_attributes = {{"seed:2",
                            {{"until", 20},
                             {"run", "r"},
                             {"end", "failed"},
                             {"cause", "c"},
                             {"values", {{"10", 1.5}, {"x", 2}}}}},
                           {"seed:10", "a note"},
                           {"parent", 3}};
  const auto seeds = seeds_of(trial);
  ASSERT_EQ(seeds.size(), 2U);
  EXPECT_EQ(seeds.at(2).until, 20);
  EXPECT_EQ(seeds.at(2).run, "r");
  EXPECT_EQ(seeds.at(2).end, "failed");
  EXPECT_EQ(seeds.at(2).cause, "c");
  EXPECT_THAT(seeds.at(2).values, ElementsAre(Pair(10, 1.5)));
  EXPECT_THAT(seeds.at(10).values, IsEmpty());
}

}  // namespace
}  // namespace tandem
