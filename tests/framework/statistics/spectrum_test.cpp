// Powers of waves whose transforms are known.
#include "framework/statistics/spectrum.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

#include "framework/device/generator_seeding.h"

namespace tandem {
namespace {

TEST(RingPowers, OfWhiteNoiseAreFlat) {
  seed_generators(at::kCPU, 1);
  const at::Tensor noise = 0.5 * at::randn({2000, 1, 16, 16}, at::kDouble);
  const at::Tensor profile = ring_powers(noise).mean(0);
  ASSERT_EQ(profile.size(0), 9);
  EXPECT_TRUE(at::allclose(profile / (16 * 16 * 0.25), at::ones({9}, at::kDouble), 0, 0.1));
}

TEST(RingPowers, OfADeltaAreOne) {
  at::Tensor delta = at::zeros({1, 2, 8, 12}, at::kDouble);
  delta.select(2, 3).select(2, 5).fill_(1);
  EXPECT_TRUE(at::allclose(ring_powers(delta), at::ones({1, 5}, at::kDouble)));
}

TEST(RingPowers, OfAWaveLieInItsRing) {
  // Three periods downwards: two of the 28 waves of ring 3 have |FFT|² = (HW / 2)².
  const at::Tensor wave = (at::arange(16, at::kDouble) * (2 * M_PI * 3 / 16)).cos();
  const at::Tensor image = wave.view({1, 1, 16, 1}).expand({1, 1, 16, 16});
  const at::Tensor powers = ring_powers(image)[0];
  int64_t members = 0;
  for (int64_t u = -8; u < 8; ++u) {
    for (int64_t v = -8; v < 8; ++v) members += std::lround(std::sqrt(u * u + v * v)) == 3 ? 1 : 0;
  }
  const auto count = static_cast<double>(members);
  EXPECT_NEAR(powers[3].item<double>(), 2 * 128.0 * 128.0 / count, 1e-9);
  EXPECT_NEAR(powers.sum().item<double>(), powers[3].item<double>(), 1e-9);
}

TEST(SpectrumDistance, IsTheMeanDifferenceOfLogarithmsWithoutTheMean) {
  const at::Tensor first = at::tensor({5.0, 1.0, 10.0}, at::kDouble);
  const at::Tensor second = at::tensor({1.0, 100.0, 10.0}, at::kDouble);
  EXPECT_NEAR(spectrum_distance(first, second), 1.0, 1e-12);
  EXPECT_EQ(spectrum_distance(first, first), 0.0);
}

TEST(CosineTransform, KeepsTheSumOfSquaresAndPutsAFlatImageInOnePlace) {
  seed_generators(at::kCPU, 2);
  const at::Tensor images = at::randn({2, 3, 8, 6}, at::kDouble);
  const at::Tensor transformed = cosine_transform(images);
  ASSERT_EQ(transformed.sizes(), images.sizes());
  EXPECT_NEAR(transformed.square().sum().item<double>(), images.square().sum().item<double>(),
              1e-9);
  const at::Tensor flat = cosine_transform(at::ones({1, 1, 4, 4}, at::kDouble)).flatten();
  EXPECT_NEAR(flat[0].item<double>(), 4.0, 1e-12);
  EXPECT_NEAR(flat.narrow(0, 1, 15).abs().max().item<double>(), 0.0, 1e-12);
}

}  // namespace
}  // namespace tandem
