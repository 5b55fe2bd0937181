// What a category mostly shows beside what else it shows.
#include <gtest/gtest.h>

#include "tests/support/clustering_generator.h"
#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using MatchedConditionError = ShadeEvaluation;

TEST_F(MatchedConditionError, CategoriesMayBeInAnyOrder) {
  ShadeGenerator permuting(kNumShades, /*shift=*/1);
  EXPECT_EQ(
      value_named(values_of("matched_condition_error", permuting), "test/label_error_matched"), 0);
}

TEST_F(MatchedConditionError, TwoCategoriesDoNotShareAClass) {
  ClusteringGenerator stubborn(/*is_stubborn=*/true);
  EXPECT_NEAR(
      value_named(values_of("matched_condition_error", stubborn), "test/label_error_matched"), 0.75,
      0.01)
      << "of 250 images in turn";
}

}  // namespace
}  // namespace tandem
