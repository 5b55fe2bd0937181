// The distance of each class from real images of it.
#include <gtest/gtest.h>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using ClassFid = ShadeEvaluation;

TEST_F(ClassFid, IsSmallWhereTheClassAskedForIsShown) {
  ShadeGenerator obedient(kNumShades);
  const auto records = records_of("class_fid", obedient, plan());
  EXPECT_LT(value_named(values_of(records), "test/label_classifier_class_fid"), 1e-6);
  ASSERT_EQ(records.front().series.size(), 1u);
  EXPECT_EQ(records.front().series.front().values.size(), static_cast<size_t>(kNumShades));
}

TEST_F(ClassFid, SeesExchangedClassesThatTheDistanceOfAllDoesNot) {
  ShadeGenerator permuting(kNumShades, /*shift=*/1);
  EXPECT_GT(value_named(values_of("class_fid", permuting), "test/label_classifier_class_fid"), 0.1);
  EXPECT_LT(value_named(values_of("fid", permuting), "test/classifier_fid"), 0.05);
}

}  // namespace
}  // namespace tandem
