#include <gtest/gtest.h>

#include <cmath>

#include "framework/sweep/random_stream.h"
#include "tests/framework/sweep/samplers/sampler_trials.h"

namespace tandem {
namespace {

/// Better with kind b, a rate near 0.01 and size 48.
double result_of(const Assignment& values) {
  if (values.at("kind") == 0) return 10;
  return std::abs(std::log10(values.at("b:rate")) + 2) + std::abs(values.at("size") - 48) / 16;
}

std::vector<Trial> search(const SearchSpace& space, int64_t count, int64_t seed) {
  std::vector<Trial> trials;
  for (int64_t number = 0; number < count; ++number) {
    Trial trial{.number = number,
                .state = TrialState::kComplete,
                .parameters = sampler_named("tpe").suggest(
                    {.space = space, .trials = trials, .number = number, .seed = seed})};
    expect_what_is_there(space, trial.parameters);
    trial.value = result_of(trial.parameters);
    trials.push_back(trial);
  }
  return trials;
}

TEST(TpeSampler, TheFirstTrialsAreRandom) {
  const SearchSpace space = forked_space();
  const SamplerKind random = sampler_named("random");
  const std::vector<Trial> trials = search(space, 11, 1);
  const auto is_random = [&](const Trial& trial) {
    return trial.parameters ==
           random.suggest({.space = space, .trials = {}, .number = trial.number, .seed = 1});
  };
  for (size_t i = 0; i < 10; ++i) EXPECT_TRUE(is_random(trials[i])) << i;
  EXPECT_FALSE(is_random(trials[10]));
}

TEST(TpeSampler, FindsWhatIsGood) {
  const SearchSpace space = forked_space();
  double late = 0;
  double early = 0;
  for (const int64_t seed : {1, 2, 3}) {
    const std::vector<Trial> trials = search(space, 60, seed);
    for (size_t i = 0; i < 10; ++i) early += *trials[i].value / 30;
    for (size_t i = 50; i < 60; ++i) late += *trials[i].value / 30;
  }
  EXPECT_LT(late, 0.5 * early);
}

TEST(TpeSampler, DependsOnTheTrialsBefore) {
  const SearchSpace space = forked_space();
  std::vector<Trial> trials = search(space, 20, 1);
  const auto next = [&] {
    return sampler_named("tpe").suggest(
        {.space = space, .trials = trials, .number = 20, .seed = 1});
  };
  const Assignment before = next();
  EXPECT_EQ(before, next());
  for (Trial& trial : trials) trial.value = -*trial.value;
  EXPECT_NE(before, next());
}

TEST(TpeSampler, ValuesThatTheSpaceHasNotAreLeftOut) {
  const SearchSpace space = forked_space();
  std::vector<Trial> trials = search(space, 20, 1);
  trials.push_back({.number = 20,
                    .state = TrialState::kComplete,
                    .parameters = {{"kind", 7}, {"size", 1000}, {"fixed", 2}},
                    .value = 0});
  expect_what_is_there(space, sampler_named("tpe").suggest(
                                  {.space = space, .trials = trials, .number = 21, .seed = 1}));
}

}  // namespace
}  // namespace tandem
