#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "framework/core/error.h"
#include "tests/framework/sweep/samplers/sampler_trials.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;

Assignment suggestion(const SearchSpace& space, int64_t number) {
  return sampler_named("grid").suggest({.space = space, .trials = {}, .number = number});
}

TEST(GridSampler, TheLastParameterChangesFastest) {
  const SearchSpace space = {
      .parameters = {{.name = "z", .distribution = categorical({"a", "b"}), .keys = {}},
                     {.name = "a", .distribution = stepped_reals(0, 1, 0.5), .keys = {}}}};
  EXPECT_EQ(sampler_named("grid").num_trials(space), 6);
  EXPECT_EQ(suggestion(space, 0), (Assignment{{"z", 0}, {"a", 0}}));
  EXPECT_EQ(suggestion(space, 1), (Assignment{{"z", 0}, {"a", 0.5}}));
  EXPECT_EQ(suggestion(space, 3), (Assignment{{"z", 1}, {"a", 0}}));
  EXPECT_EQ(suggestion(space, 5), (Assignment{{"z", 1}, {"a", 1}}));
  EXPECT_THROW(suggestion(space, 6), Error);
}

TEST(GridSampler, ConditionalParametersMultiplyOnlyWhereTheyAre) {
  SearchSpace space = forked_space();
  space.parameters[1].distribution = stepped_reals(0, 1, 0.5);
  // Of a: 4 sizes; of b: 3 rates, 4 sizes, 8 counts.
  const int64_t count = 4 + 3 * 4 * 8;
  EXPECT_EQ(sampler_named("grid").num_trials(space), count);
  std::set<Assignment> all;
  for (int64_t number = 0; number < count; ++number) {
    const Assignment values = suggestion(space, number);
    expect_what_is_there(space, values);
    all.insert(values);
  }
  EXPECT_EQ(all.size(), count) << "no combination twice";
  EXPECT_EQ(suggestion(space, 3), (Assignment{{"kind", 0}, {"size", 64}, {"fixed", 2}}));
  EXPECT_EQ(suggestion(space, 4).at("kind"), 1);
  EXPECT_THROW(suggestion(space, count), Error);
}

TEST(GridSampler, IntervalsAreNamed) {
  EXPECT_THAT(sampler_named("grid").problems(forked_space()),
              ElementsAre("a grid needs finite choices, 'b:rate' is an interval"));
  EXPECT_FALSE(sampler_named("grid").num_trials(forked_space()).has_value());
}

TEST(GridSampler, HugeGridsHaveTrials) {
  SearchSpace space;
  for (const char* name : {"a", "b", "c", "d"}) {
    space.parameters.push_back({.name = name, .distribution = integers(1, 1e6), .keys = {}});
  }
  EXPECT_EQ(sampler_named("grid").num_trials(space), std::numeric_limits<int64_t>::max());
  EXPECT_EQ(suggestion(space, 3'000'001), (Assignment{{"a", 1}, {"b", 1}, {"c", 4}, {"d", 2}}));
}

}  // namespace
}  // namespace tandem
