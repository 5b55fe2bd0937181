// Labels given to shades beside those that they have.
#include <gtest/gtest.h>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using ClassificationError = ShadeEvaluation;

TEST_F(ClassificationError, IsTheFractionOfOtherLabels) {
  EvaluationPlan of_unit = plan(nullptr);
  of_unit.settings.pixel_range = PixelRange::kUnit;
  EXPECT_EQ(values_of("classification_error", classifier_, of_unit),
            (NamedValues{{"test/classification_error", 0}}));
  // In [−1, 1] the classifier takes the three lighter shades for others.
  EXPECT_EQ(values_of("classification_error", classifier_),
            (NamedValues{{"test/classification_error", 0.75}}));
}

}  // namespace
}  // namespace tandem
