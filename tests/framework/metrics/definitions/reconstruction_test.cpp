// Reconstructions beside their images.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/shade_evaluation.h"

namespace tandem {
namespace {

/// Gives images in [−1, 1] back brighter.
class Lightener : public ModelOfShades, public Reconstructs {
 public:
  explicit Lightener(double levels) : levels_(levels) {}
  at::Tensor reconstruct(const at::Tensor& images) override { return images + levels_ / 127.5; }

 private:
  double levels_;
};

using Reconstruction = ShadeEvaluation;

TEST_F(Reconstruction, IsTheDistanceOfPixelsInTheUnitInterval) {
  Lightener model(10);
  const NamedValues values = values_of("reconstruction", model);
  const double away = 10 / 255.0;
  EXPECT_NEAR(value_named(values, "test/reconstruction_mse"), away * away, 1e-9);
  EXPECT_NEAR(value_named(values, "test/reconstruction_mae"), away, 1e-9);
  EXPECT_NEAR(value_named(values, "test/reconstruction_psnr"), -20 * std::log10(away), 1e-9);
  EXPECT_NEAR(value_named(values, "test/reconstruction_mae_standard_error"), 0, 1e-9);
  double likeness = 0.0;
  for (int64_t label = 0; label < kNumShades; ++label) {
    const double a = shade_of(label) / 255.0, b = a + away;
    likeness += (2 * a * b + 1e-4) / (a * a + b * b + 1e-4) / kNumShades;
  }
  EXPECT_NEAR(value_named(values, "test/reconstruction_ssim"), likeness, 1e-9);
}

TEST_F(Reconstruction, IsThatOfEightBits) {
  Lightener model(0.4);
  EXPECT_EQ(value_named(values_of("reconstruction", model), "test/reconstruction_mse"), 0.0);
}

}  // namespace
}  // namespace tandem
