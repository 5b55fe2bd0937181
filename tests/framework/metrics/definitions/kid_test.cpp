// The kernel distance of generated images.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/speckled_evaluation.h"

namespace tandem {
namespace {

using Kid = SpeckleEvaluation;

TEST_F(Kid, OfNewImagesOfTheLawIsZeroButForItsError) {
  const double error = measured("kid", "kid_standard_error", new_speckles());
  EXPECT_GT(error, 0);
  EXPECT_LT(std::abs(measured("kid", "kid", new_speckles())), 4 * error);
  EXPECT_LT(std::abs(measured("kid", "kid_real", new_speckles())), 6 * error);
}

TEST_F(Kid, OfBrighterImagesIsFarAbove) {
  SpeckleGenerator brighter(draw_speckles(4000, 99), /*shift=*/40);
  EXPECT_GT(measured("kid", "kid", brighter),
            10 * measured("kid", "kid_standard_error", new_speckles()));
}

}  // namespace
}  // namespace tandem
