// Groups of shades beside their classes.
#include <gtest/gtest.h>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using ClusterError = ShadeEvaluation;

TEST_F(ClusterError, DoesNotCareWhatGroupsAreCalled) {
  EvaluationPlan of_unit = plan(nullptr);
  of_unit.settings.pixel_range = PixelRange::kUnit;
  EXPECT_EQ(value_named(values_of("cluster_error", classifier_, of_unit), "test/cluster_error"), 0);
}

}  // namespace
}  // namespace tandem
