// Likeness of images against closed forms and the definition, window by window.
#include "framework/statistics/structural_similarity.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "framework/device/generator_seeding.h"

namespace tandem {
namespace {

at::Tensor flat_image(double value, int64_t side = 16) {
  return at::full({1, 1, side, side}, value, at::kDouble);
}

TEST(StructuralSimilarity, OfFlatImagesComparesMeans) {
  const double a = 0.2, b = 0.7, c = 1e-4;
  EXPECT_NEAR(structural_similarity(flat_image(a), flat_image(b)).item<double>(),
              (2 * a * b + c) / (a * a + b * b + c), 1e-12);
}

TEST(StructuralSimilarity, IsOneOfEqualImagesAndSymmetric) {
  seed_generators(at::kCPU, 1);
  const at::Tensor first = at::rand({3, 3, 14, 20});
  const at::Tensor second = at::rand({3, 3, 14, 20});
  EXPECT_TRUE(at::allclose(structural_similarity(first, first), at::ones({3}, at::kDouble)));
  EXPECT_TRUE(at::allclose(structural_similarity(first, second),
                           structural_similarity(second, first), 0, 1e-12));
}

TEST(StructuralSimilarity, OfOneWindowFollowsItsMoments) {
  seed_generators(at::kCPU, 2);
  // The largest odd window that fits is 7 x 7, which has one place each way.
  const at::Tensor x = at::rand({1, 1, 7, 7}, at::kDouble);
  const at::Tensor y = at::rand({1, 1, 7, 7}, at::kDouble);
  const at::Tensor offset = (at::arange(7, at::kDouble) - 3) / 1.5;
  const at::Tensor tap = (-offset.square() / 2).exp();
  const at::Tensor weights = at::outer(tap, tap) / tap.sum().square();
  const auto mean = [&](const at::Tensor& image) { return (image * weights).sum().item<double>(); };
  const double mx = mean(x), my = mean(y);
  const double vx = mean(x * x) - mx * mx, vy = mean(y * y) - my * my;
  const double expected = (2 * mx * my + 1e-4) * (2 * (mean(x * y) - mx * my) + 9e-4) /
                          ((mx * mx + my * my + 1e-4) * (vx + vy + 9e-4));
  EXPECT_NEAR(structural_similarity(x, y).item<double>(), expected, 1e-12);
}

TEST(StructuralSimilarity, OfAnImageDoesNotDependOnThoseBeside) {
  seed_generators(at::kCPU, 3);
  const at::Tensor first = at::rand({5, 1, 12, 12});
  const at::Tensor second = at::rand({5, 1, 12, 12});
  EXPECT_TRUE(at::equal(structural_similarity(first, second).narrow(0, 3, 1),
                        structural_similarity(first.narrow(0, 3, 1), second.narrow(0, 3, 1))));
}

TEST(PeakSignalToNoise, IsTheMeanSquaredErrorInDecibels) {
  EXPECT_NEAR(peak_signal_to_noise(flat_image(0.5), flat_image(0.6)).item<double>(), 20.0, 1e-9);
  EXPECT_EQ(peak_signal_to_noise(flat_image(0.5), flat_image(0.5)).item<double>(), 100.0);
}

}  // namespace
}  // namespace tandem
