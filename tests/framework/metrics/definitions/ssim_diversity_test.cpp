// Pairs of generated shades beside pairs of real ones.
#include <gtest/gtest.h>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

using SsimDiversity = ShadeEvaluation;

TEST_F(SsimDiversity, IsOneOfAGeneratorOfOneImage) {
  ShadeGenerator one(/*num_drawn=*/1);
  const NamedValues values = values_of("ssim_diversity", one);
  EXPECT_NEAR(value_named(values, "test/pair_ssim"), 1.0, 1e-12);
  // Real pairs are of labels 0 and 1, and 2 and 3.
  double real = 0.0;
  for (const int64_t label : {0, 2}) {
    const double a = shade_of(label) / 255.0, b = shade_of(label + 1) / 255.0;
    real += (2 * a * b + 1e-4) / (a * a + b * b + 1e-4) / 2;
  }
  EXPECT_NEAR(value_named(values, "test/pair_ssim_real"), real, 1e-9);
}

TEST_F(SsimDiversity, FallsWithTheNumberOfShades) {
  ShadeGenerator two(2), four(4);
  EXPECT_LT(value_named(values_of("ssim_diversity", four), "test/pair_ssim"),
            value_named(values_of("ssim_diversity", two), "test/pair_ssim"));
}

}  // namespace
}  // namespace tandem
