#include "framework/sweep/search_space.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"

namespace tandem {
namespace {

using ::testing::ElementsAre;

SearchSpace two_families() {
  return {.parameters = {
              {.name = "family", .distribution = categorical({"gan", "vae"}), .keys = {}},
              {.name = "batch.size", .distribution = integers(32, 64, 32), .keys = {"batch.size"}},
              {.name = "gan:rate",
               .distribution = log_reals(1e-4, 1e-3),
               .keys = {"learners.a.learning_rate", "learners.b.learning_rate"},
               .conditions = {{"family", {0}}}},
              {.name = "vae:model.beta",
               .distribution = reals(1, 4),
               .keys = {"model.beta"},
               .conditions = {{"family", {1}}}}}};
}

TEST(SearchSpace, ParametersAreThereWhereTheirConditionsHold) {
  const SearchSpace space = two_families();
  const Parameter& rate = space.parameter("gan:rate");
  EXPECT_TRUE(SearchSpace::is_active(rate, {{"family", 0}}));
  EXPECT_FALSE(SearchSpace::is_active(rate, {{"family", 1}}));
  EXPECT_FALSE(SearchSpace::is_active(rate, {}));
  EXPECT_TRUE(SearchSpace::is_active(space.parameter("batch.size"), {}));
  EXPECT_THROW(space.parameter("rate"), Error);
}

TEST(SearchSpace, GroupsAreThereTogether) {
  EXPECT_THAT(two_families().groups(),
              ElementsAre(ElementsAre(0, 1), ElementsAre(2), ElementsAre(3)));
}

TEST(SearchSpace, AssignmentsBecomeOverrides) {
  EXPECT_THAT(overrides_of(two_families(), {{"family", 0}, {"batch.size", 64}, {"gan:rate", 5e-4}}),
              ElementsAre("batch.size=64", "learners.a.learning_rate=5.0e-04",
                          "learners.b.learning_rate=5.0e-04"));
}

}  // namespace
}  // namespace tandem
