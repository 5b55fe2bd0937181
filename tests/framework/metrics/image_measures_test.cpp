#include "framework/metrics/image_measures.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(ImageMeasures, GradientsAreThoseOfNeighbours) {
  const at::Tensor image = at::tensor({0., 3., 4., 9.}, at::kDouble).view({1, 1, 2, 2});
  EXPECT_EQ(gradient_magnitude(image).item<double>(), 5);
  EXPECT_EQ(gradient_magnitude(at::full({1, 3, 5, 4}, 0.3)).item<float>(), 0);
}

TEST(ImageMeasures, PixelsLieBetweenBlackAndWhite) {
  const at::Tensor image = at::tensor({-1., 0., 1., 3.}, at::kDouble);
  EXPECT_TRUE(
      at::equal(to_unit(image, PixelRange::kSigned), at::tensor({0., 0.5, 1., 1.}, at::kDouble)));
  EXPECT_TRUE(
      at::equal(to_unit(image, PixelRange::kUnit), at::tensor({0., 0., 1., 1.}, at::kDouble)));
}

TEST(ImageMeasures, DifferencesAreMeansOfEachImage) {
  const at::Tensor first = at::zeros({2, 1, 1, 2});
  const at::Tensor second = at::tensor({1.0F, -3.0F, 0.0F, 0.5F}).view({2, 1, 1, 2});
  EXPECT_TRUE(at::equal(absolute_difference(first, second), at::tensor({2.0F, 0.25F})));
}

}  // namespace
}  // namespace tandem
