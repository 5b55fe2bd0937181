// What classes generated shades are of.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using GeneratedClasses = ShadeEvaluation;

TEST_F(GeneratedClasses, OfOneShadeAloneAreOne) {
  ShadeGenerator generator(/*num_drawn=*/1);
  const NamedValues values = values_of("generated_classes", generator);
  EXPECT_EQ(value_named(values, "test/classes_found"), 1);
  EXPECT_EQ(value_named(values, "test/class_entropy"), 0);
  EXPECT_NEAR(value_named(values, "test/class_divergence"), std::log(4), 1e-12);
  EXPECT_NEAR(value_named(values, "test/class_entropy_real"), std::log(4), 1e-12);
}

TEST_F(GeneratedClasses, OfAllShadesAreEven) {
  ShadeGenerator generator(kNumShades);
  const NamedValues values = values_of("generated_classes", generator);
  EXPECT_EQ(value_named(values, "test/classes_found"), 4);
  EXPECT_NEAR(value_named(values, "test/class_entropy"), std::log(4), 0.05);
  EXPECT_NEAR(value_named(values, "test/mean_confidence"), 1.0, 1e-12);
  EXPECT_LT(value_named(values, "test/class_divergence"), 0.05);
}

TEST_F(GeneratedClasses, StandBesideThoseOfTheData) {
  ShadeGenerator generator(/*num_drawn=*/1);
  const std::vector<EvaluationRecord> records = records_of("generated_classes", generator, plan());
  ASSERT_EQ(records.front().series.size(), 1u);
  EXPECT_EQ(records.front().series.front().values,
            (std::vector<double>{1, 0, 0, 0, 0.25, 0.25, 0.25, 0.25}));
}

}  // namespace
}  // namespace tandem
