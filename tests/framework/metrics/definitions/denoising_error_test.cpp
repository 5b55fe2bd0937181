// What a model restores: its errors on corrupted and on clean input.
#include <gtest/gtest.h>

#include "tests/support/brightener.h"
#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using DenoisingError = ShadeEvaluation;

TEST_F(DenoisingError, IsMeasuredOnCorruptedAndOnCleanInput) {
  EvaluationPlan of_unit = plan(nullptr);
  of_unit.settings.pixel_range = PixelRange::kUnit;
  Brightener restores("darkening");
  const NamedValues values = values_of("denoising_error", restores, of_unit);
  ASSERT_EQ(values.size(), 2U);
  EXPECT_NEAR(value_named(values, "test/corrupted_input_mse"), 0.04, 1e-6);
  EXPECT_NEAR(value_named(values, "test/clean_input_mse"), 0.16, 1e-6);
  Brightener plain("");
  EXPECT_TRUE(values_of("denoising_error", plain, of_unit).empty());
}

TEST_F(DenoisingError, ComparesWhereImagesAreCorruptedAlike) {
  const auto stamp_of = [&](const char* corruption) {
    Brightener model(corruption);
    return records_of("denoising_error", model, plan(nullptr)).at(0).stamp;
  };
  EXPECT_EQ(difference(stamp_of("masking 0.3"), stamp_of("masking 0.3")), std::nullopt);
  EXPECT_EQ(difference(stamp_of("masking 0.3"), stamp_of("masking 0.5"))->field, "corruption");
}

}  // namespace
}  // namespace tandem
