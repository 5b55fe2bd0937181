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
}

TEST_F(GeneratedClasses, OfAllShadesAreEven) {
  ShadeGenerator generator(kNumShades);
  const NamedValues values = values_of("generated_classes", generator);
  EXPECT_EQ(value_named(values, "test/classes_found"), 4);
  EXPECT_NEAR(value_named(values, "test/class_entropy"), std::log(4), 0.05);
  EXPECT_NEAR(value_named(values, "test/mean_confidence"), 1.0, 1e-12);
}

}  // namespace
}  // namespace tandem
