// The distance of infinitely many images.
#include <gtest/gtest.h>

#include "tests/support/speckled_evaluation.h"

namespace tandem {
namespace {

using FidInfinity = SpeckleEvaluation;

TEST_F(FidInfinity, IsThatOfTheShiftAlone) {
  SpeckleGenerator generator(draw_speckles(4000, 99), /*shift=*/40);
  EvaluationPlan with = plan();
  with.num_samples = 600;
  // The features (x, 2 mean) move by 40 / 255 and twice that.
  EXPECT_NEAR(
      value_named(values_of("fid_infinity", generator, with), "test/classifier_fid_infinity"),
      5 * (40.0 / 255) * (40.0 / 255), 0.05);
}

TEST_F(FidInfinity, IsNotGuessedFromFewImages) {
  SpeckleGenerator generator = new_speckles();
  const auto records = records_of("fid_infinity", generator, plan());
  EXPECT_TRUE(values_of(records).empty());
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records.front().note, "It takes 300 generated images to extrapolate.");
}

}  // namespace
}  // namespace tandem
