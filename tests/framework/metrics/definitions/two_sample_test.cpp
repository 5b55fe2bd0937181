// Telling generated images from real ones.
#include <gtest/gtest.h>

#include "tests/support/speckled_evaluation.h"

namespace tandem {
namespace {

using TwoSample = SpeckleEvaluation;

TEST_F(TwoSample, GuessesNewImagesOfTheLaw) {
  const double error = measured("two_sample", "two_sample_logistic_standard_error", new_speckles());
  EXPECT_NEAR(measured("two_sample", "two_sample_logistic", new_speckles()), 0.5, 3.5 * error);
  EXPECT_NEAR(measured("two_sample", "two_sample_nearest", new_speckles()), 0.5, 0.1);
}

TEST_F(TwoSample, TellsImagesThatLieApart) {
  SpeckleGenerator apart(draw_speckles(4000, 99), /*shift=*/-64);
  EXPECT_GT(measured("two_sample", "two_sample_logistic", apart), 0.75);
  SpeckleGenerator beyond({{250, 250}, {251, 252}});
  EXPECT_EQ(measured("two_sample", "two_sample_nearest", beyond), 1.0);
}

TEST_F(TwoSample, FindsCopiesNextToWhatTheyAreCopiesOf) {
  SpeckleGenerator copier(speckles_of("test"));
  EXPECT_LT(measured("two_sample", "two_sample_nearest", copier), 0.45);
}

}  // namespace
}  // namespace tandem
