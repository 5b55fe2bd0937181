// The score of shades that the classifier tells apart.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using InceptionScoreMetric = ShadeEvaluation;

TEST_F(InceptionScoreMetric, OfOneShadeIsOne) {
  ShadeGenerator generator(/*num_drawn=*/1);
  const NamedValues values = values_of("inception_score", generator);
  EXPECT_NEAR(value_named(values, "test/classifier_inception_score"), 1.0, 1e-9);
  EXPECT_THAT(names_of(values), Not(Contains(HasSubstr("floor")))) << "no perfect model gets 1";
}

/// 25 in each part of ten: below 4 by a factor of about exp(−3 / 50).
TEST_F(InceptionScoreMetric, OfAllShadesIsTheirNumber) {
  ShadeGenerator generator(kNumShades);
  const NamedValues values = values_of("inception_score", generator);
  EXPECT_NEAR(value_named(values, "test/classifier_inception_score"), 3.77, 0.12);
}

TEST_F(InceptionScoreMetric, StandsBesideThatOfAsManyRealImages) {
  ShadeGenerator generator(1);
  EvaluationPlan with = plan();
  with.num_samples = 40;
  EXPECT_GT(value_named(values_of("inception_score", generator, with),
                        "test/classifier_inception_score_real"),
            2.0);
}

TEST_F(InceptionScoreMetric, OfSomeRealImagesIsThatOfAllWhereTheyAreInOrder) {
  take_shades_in_order(400);
  ShadeGenerator generator(1);
  EvaluationPlan with = plan();
  with.num_samples = 200;
  // The first 200 show two shades.
  EXPECT_GT(value_named(values_of("inception_score", generator, with),
                        "test/classifier_inception_score_real"),
            3.0);
}

}  // namespace
}  // namespace tandem
