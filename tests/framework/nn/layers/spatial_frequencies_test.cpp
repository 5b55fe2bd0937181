#include "framework/nn/layers/spatial_frequencies.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "framework/core/error.h"

namespace tandem {
namespace {

TEST(SpatialFrequencies, AreOrthonormal) {
  const at::Tensor rows = lowest_frequencies(3 * 4 * 5, 3, 4, 5);
  EXPECT_TRUE(at::allclose(rows.mm(rows.t()), at::eye(60), 1e-4, 1e-6));
}

TEST(SpatialFrequencies, BeginWithTheMeansOfTheChannels) {
  const at::Tensor rows = lowest_frequencies(8, 3, 4, 4).view({8, 3, 4, 4});
  // All three have frequency 0: brightness, then two differences of colours.
  EXPECT_TRUE(at::allclose(rows[0], at::full({3, 4, 4}, 1.0 / std::sqrt(48.0))));
  for (int64_t row = 1; row < 3; ++row) {
    EXPECT_NEAR(rows[row].sum().item<double>(), 0.0, 1e-5);
    EXPECT_TRUE(at::allclose(rows[row], rows[row].mean({1, 2}, true).expand({3, 4, 4}), 0, 1e-6));
  }
  // Then slow changes of brightness in all directions, before any of colour.
  for (int64_t row = 3; row < 8; ++row) {
    EXPECT_TRUE(at::allclose(rows[row][0], rows[row][2], 0, 1e-6));
    EXPECT_GT(rows[row].std().item<double>(), 0.1);
  }
}

TEST(SpatialFrequencies, OfASmoothImageHoldNearlyAll) {
  const at::Tensor places = at::linspace(0, 1, 16);
  const at::Tensor image =
      (places.unsqueeze(1) * 2.0 + (places * 3.0).sin()).flatten().unsqueeze(0);
  const at::Tensor rows = lowest_frequencies(40, 1, 16, 16);
  const at::Tensor missed = image - image.mm(rows.t()).mm(rows);
  EXPECT_LT(missed.square().sum().item<double>(), 0.001 * image.square().sum().item<double>());
}

TEST(SpatialFrequencies, AreAtMostTheDimensions) {
  EXPECT_THROW(lowest_frequencies(17, 1, 4, 4), Error);
}

}  // namespace
}  // namespace tandem
