// Spectra of images with stripes.
#include <gtest/gtest.h>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

/// Stripes of one pixel: the fastest wave across.
class StripeGenerator : public ModelOfShades, public Generates {
 public:
  explicit StripeGenerator(double contrast) : contrast_(contrast) {}
  at::Tensor draw_latents(int64_t count) override { return at::zeros({count}); }
  at::Tensor generate(const at::Tensor& latents) override {
    const at::Tensor stripes = at::tensor({contrast_, -contrast_, contrast_, -contrast_});
    return stripes.expand({latents.size(0), 1, 4, 4});
  }

 private:
  double contrast_;
};

using SpectrumDistance = ShadeEvaluation;

TEST_F(SpectrumDistance, IsZeroOfFlatImages) {
  ShadeGenerator flat(kNumShades);
  const NamedValues values = values_of("spectrum_distance", flat);
  EXPECT_EQ(value_named(values, "test/spectrum_distance"), 0.0);
  EXPECT_EQ(values.size(), 1U);  // no other split has as many images
}

TEST_F(SpectrumDistance, GrowsByTwoForTenTimesTheContrastInItsRing) {
  // Away from the middle by 5.5 and by 54.5 levels.
  StripeGenerator weak(5.5 / 127.5), strong(54.5 / 127.5);
  const double difference =
      value_named(values_of("spectrum_distance", strong), "test/spectrum_distance") -
      value_named(values_of("spectrum_distance", weak), "test/spectrum_distance");
  EXPECT_NEAR(difference, 2.0 / 2, 0.02);  // one of two rings
}

TEST_F(SpectrumDistance, ComesWithTheSpectra) {
  ShadeGenerator flat(kNumShades);
  const auto records = records_of("spectrum_distance", flat, plan());
  ASSERT_EQ(records.size(), 1U);
  ASSERT_EQ(records[0].series.size(), 1U);
  EXPECT_EQ(records[0].series[0].values.size(), 6U);
  EXPECT_GT(records[0].series[0].values[0], 1.0);
}

}  // namespace
}  // namespace tandem
