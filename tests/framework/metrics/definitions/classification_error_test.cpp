// Labels given to shades beside those that they have.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using ClassificationError = ShadeEvaluation;

TEST_F(ClassificationError, IsTheFractionOfOtherLabels) {
  EvaluationPlan of_unit = plan(nullptr);
  of_unit.settings.pixel_range = PixelRange::kUnit;
  EXPECT_EQ(value_named(values_of("classification_error", classifier_, of_unit),
                        "test/classification_error"),
            0);
  // In [−1, 1] the classifier takes the three lighter shades for others.
  const NamedValues values = values_of("classification_error", classifier_);
  EXPECT_EQ(value_named(values, "test/classification_error"), 0.75);
  EXPECT_NEAR(value_named(values, "test/classification_error_standard_error"),
              std::sqrt(0.75 * 0.25 / 40), 1e-12);
}

}  // namespace
}  // namespace tandem
