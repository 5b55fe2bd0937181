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
  // Of pairs of four shades, of ten rows each, in whatever order they lie.
  double real = 0.0;
  for (int64_t first = 0; first < kNumShades; ++first) {
    for (int64_t second = 0; second < kNumShades; ++second) {
      const double a = shade_of(first) / 255.0, b = shade_of(second) / 255.0;
      real += (2 * a * b + 1e-4) / (a * a + b * b + 1e-4) * (first == second ? 9 : 10) / (39 * 4);
    }
  }
  EXPECT_NEAR(value_named(values, "test/pair_ssim_real"), real, 0.15);
}

TEST_F(SsimDiversity, FallsWithTheNumberOfShades) {
  ShadeGenerator two(2), four(4);
  EXPECT_LT(value_named(values_of("ssim_diversity", four), "test/pair_ssim"),
            value_named(values_of("ssim_diversity", two), "test/pair_ssim"));
}

}  // namespace
}  // namespace tandem
