// Translated shades beside their targets.
#include <gtest/gtest.h>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using PairDistance = ShadeEvaluation;

TEST_F(PairDistance, IsThatOfResultsFromTheirTargets) {
  take_pairs();
  ShadeTranslator right({{"forward", "source", "target", true}}, 0);
  const NamedValues values = values_of("pair_distance", right);
  EXPECT_EQ(values.size(), 5U);
  EXPECT_NEAR(value_named(values, "test/forward/l1"), 0, 1e-6);
  EXPECT_NEAR(value_named(values, "test/forward/gradient_magnitude"), 0, 1e-6);
  EXPECT_EQ(value_named(values, "test/forward/psnr"), 100.0);
  EXPECT_NEAR(value_named(values, "test/forward/ssim"), 1.0, 1e-12);
  // The name of the way back moves three inverted shades 60 up, and the lightest 180 down.
  ShadeTranslator wrong({{"b-to-a", "source", "target", true}}, 1);
  EXPECT_NEAR(value_named(values_of("pair_distance", wrong), "test/b-to-a/l1"), 90 / 255.0, 1e-6);
}

TEST_F(PairDistance, NeedsPairs) {
  take_two_sources();
  ShadeTranslator unpaired({{"a-to-b", "a/images", "b/images"}}, 0);
  EXPECT_TRUE(values_of("pair_distance", unpaired).empty());
}

}  // namespace
}  // namespace tandem
