// What comes back of translated shades.
#include <gtest/gtest.h>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

class CycleDistance : public ShadeEvaluation {
 protected:
  CycleDistance() { take_two_sources(); }
  NamedValues of_shift(int64_t shift) {
    ShadeTranslator translator(
        {{"a-to-b", "a/images", "b/images"}, {"b-to-a", "b/images", "a/images"}}, shift);
    return values_of("cycle_distance", translator);
  }
};

TEST_F(CycleDistance, IsZeroWhereTheWayBackUndoesTheWayThere) {
  EXPECT_NEAR(value_named(of_shift(0), "test/a-to-b/cycle_l1"), 0, 1e-6);
}

TEST_F(CycleDistance, IsTheDifferenceToTheInput) {
  // Three shades in four come back 60 lighter, one 180 darker.
  EXPECT_NEAR(value_named(of_shift(1), "test/a-to-b/cycle_l1"), 90 / 255.0, 1e-6);
}

TEST_F(CycleDistance, NeedsAWayBack) {
  ShadeTranslator one_way({{"a-to-b", "a/images", "b/images"}}, 0);
  EXPECT_TRUE(values_of("cycle_distance", one_way).empty());
}

}  // namespace
}  // namespace tandem
