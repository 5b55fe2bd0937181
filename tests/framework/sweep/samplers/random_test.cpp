#include <gtest/gtest.h>

#include "tests/framework/sweep/samplers/sampler_trials.h"

namespace tandem {
namespace {

TEST(RandomSampler, HasNoEnd) {
  const SamplerKind random = sampler_named("random");
  EXPECT_TRUE(random.problems(forked_space()).empty());
  EXPECT_FALSE(random.num_trials(forked_space()).has_value());
}

TEST(RandomSampler, TrialsDependOnTheirNumberAndTheSeedAlone) {
  const SearchSpace space = forked_space();
  const SamplerKind random = sampler_named("random");
  const Assignment third = random.suggest({.space = space, .trials = {}, .number = 3, .seed = 1});
  EXPECT_EQ(third,
            random.suggest({.space = space, .trials = {Trial{}, Trial{}}, .number = 3, .seed = 1}));
  EXPECT_NE(third, random.suggest({.space = space, .trials = {}, .number = 4, .seed = 1}));
  EXPECT_NE(third, random.suggest({.space = space, .trials = {}, .number = 3, .seed = 2}));
  expect_what_is_there(space, third);
}

}  // namespace
}  // namespace tandem
