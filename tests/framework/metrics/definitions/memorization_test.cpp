// A model that returns training images is exposed, one that draws from the law is not.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/speckled_evaluation.h"

namespace tandem {
namespace {

using MemorizationMetric = SpeckleEvaluation;

TEST_F(MemorizationMetric, ExposesACopier) {
  SpeckleGenerator copier(speckles_of("train"));
  EXPECT_EQ(measured("memorization", "authentic_share", copier), 0.0);
  EXPECT_GT(measured("memorization", "authentic_share_real", copier), 0.25);
  EXPECT_LT(measured("memorization", "copying_z", copier), -6);
  // The Fréchet distance does not see it.
  EXPECT_LT(measured("fid", "fid", copier), 4 * measured("fid", "fid_floor", copier));
}

TEST_F(MemorizationMetric, LeavesNewImagesOfTheLawAlone) {
  EXPECT_NEAR(measured("memorization", "authentic_share", new_speckles()),
              measured("memorization", "authentic_share_real", new_speckles()), 0.12);
  EXPECT_LT(std::abs(measured("memorization", "copying_z", new_speckles())), 3);
}

TEST_F(MemorizationMetric, NeedsImagesThatWereNotTrainedOn) {
  SpeckleGenerator generator = new_speckles();
  EvaluationPlan with = plan();
  with.settings.split = "train";
  EXPECT_TRUE(records_of("memorization", generator, with).empty());
}

}  // namespace
}  // namespace tandem
