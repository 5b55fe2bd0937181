#include <gtest/gtest.h>

#include <set>

#include "framework/sweep/sobol_points.h"
#include "tests/framework/sweep/samplers/sampler_trials.h"

namespace tandem {
namespace {

TEST(SobolSampler, FillsTheSpaceEvenly) {
  const SearchSpace space = {
      .parameters = {{.name = "x", .distribution = reals(0, 1), .keys = {}},
                     {.name = "y", .distribution = reals(0, 1), .keys = {}}}};
  const SamplerKind sobol = sampler_named("sobol");
  for (const int64_t seed : {1, 2}) {
    // Points 31 to 46 of the sequence that begins with zero: whole blocks of 16 begin at 16 n - 1.
    std::set<std::pair<int, int>> cells;
    for (int64_t number = 31; number < 47; ++number) {
      const Assignment values =
          sobol.suggest({.space = space, .trials = {}, .number = number, .seed = seed});
      cells.emplace(static_cast<int>(4 * values.at("x")), static_cast<int>(4 * values.at("y")));
    }
    EXPECT_EQ(cells.size(), 16) << "one point in each of 4 by 4 cells";
  }
}

TEST(SobolSampler, GivesValuesToWhatIsThere) {
  const SearchSpace space = forked_space();
  const SamplerKind sobol = sampler_named("sobol");
  std::set<Assignment> all;
  for (int64_t number = 0; number < 32; ++number) {
    const Assignment values =
        sobol.suggest({.space = space, .trials = {}, .number = number, .seed = 5});
    expect_what_is_there(space, values);
    all.insert(values);
  }
  EXPECT_GT(all.size(), 16);
  EXPECT_NE(sobol.suggest({.space = space, .trials = {}, .number = 0, .seed = 5}),
            sobol.suggest({.space = space, .trials = {}, .number = 0, .seed = 7}));
}

TEST(SobolSampler, HasAnEndOfDimensions) {
  SearchSpace space;
  space.parameters.resize(most_sobol_dimensions());
  const SamplerKind sobol = sampler_named("sobol");
  EXPECT_TRUE(sobol.problems(space).empty());
  space.parameters.emplace_back();
  ASSERT_EQ(sobol.problems(space).size(), 1);
  EXPECT_EQ(sobol.problems(space).front(),
            "Sobol's sequence has 3667 dimensions, the space has 3668 parameters");
}

}  // namespace
}  // namespace tandem
