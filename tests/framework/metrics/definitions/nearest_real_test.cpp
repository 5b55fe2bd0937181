// The distance of generated images from the nearest real one.
#include <gtest/gtest.h>

#include "tests/support/speckled_evaluation.h"

namespace tandem {
namespace {

using NearestReal = SpeckleEvaluation;

TEST_F(NearestReal, OfImagesOfTheSplitIsZero) {
  EXPECT_EQ(measured("nearest_real", "nearest_real", SpeckleGenerator(speckles_of("test"))), 0.0);
}

TEST_F(NearestReal, OfNewImagesIsThatOfRealOnes) {
  const double real = measured("nearest_real", "nearest_real_real", new_speckles());
  EXPECT_NEAR(measured("nearest_real", "nearest_real", new_speckles()), real, 0.15 * real);
}

}  // namespace
}  // namespace tandem
