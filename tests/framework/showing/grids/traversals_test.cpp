// Latents of a code, moved one at a time.
#include <gtest/gtest.h>

#include "framework/model/code_distribution.h"
#include "tests/support/drawn_grid.h"
#include "tests/support/shaded_images.h"

namespace tandem {
namespace {

/// Codes are the shade and zero; an image's shade is the sum of its code.
class SummingCoder : public ModelOfShades, public Generates, public Encodes {
 public:
  at::Tensor draw_latents(int64_t count) override { return at::zeros({count, 2}); }
  at::Tensor generate(const at::Tensor& latents) override {
    return (latents.sum(1) / 6).view({-1, 1, 1, 1}).expand({latents.size(0), 1, 4, 4});
  }
  at::Tensor encode(const at::Tensor& images) override {
    const at::Tensor shades = images.mean({1, 2, 3}) * 6;
    return at::stack({shades, at::zeros_like(shades)}, 1);
  }
};

TEST(TraversalsGrid, MovesEachLatentOfTheFirstImageFromMinusThreeToThree) {
  SummingCoder coder;
  const Batch images({{"images", at::full({2, 4, 4, 1}, 51, at::kByte)}});
  GridContext context(coder, images, {.device = at::kCPU, .range = PixelRange::kUnit});
  const at::Tensor shades = shades_of(drawn_grid("traversals", context));
  ASSERT_EQ(shades.sizes(), (std::vector<int64_t>{2, 9}));
  // The first latent is replaced: 0 … 1/2 of white; the second is added to the shade 51.
  EXPECT_EQ(shades[0][8].item<int64_t>(), 128);
  EXPECT_EQ(shades[0][0].item<int64_t>(), 0);
  EXPECT_EQ(shades[1][4].item<int64_t>(), 51);
  EXPECT_NEAR(shades[1][8].item<int64_t>(), 179, 1);
}

/// The second latent says more than the first.
class DistributionCoder : public ModelOfShades,
                          public Generates,
                          public Encodes,
                          public EncodesDistribution {
 public:
  at::Tensor draw_latents(int64_t count) override { return at::zeros({count, 2}); }
  at::Tensor generate(const at::Tensor& latents) override {
    return (latents.select(1, 1) / 6).view({-1, 1, 1, 1}).expand({latents.size(0), 1, 4, 4});
  }
  at::Tensor encode(const at::Tensor& images) override { return at::zeros({images.size(0), 2}); }
  CodeDistribution encode_distribution(const at::Tensor& images) override {
    const at::Tensor mean = encode(images);
    return {.mean = mean, .log_variance = mean - at::tensor({0.5F, 4.0F})};
  }
};

TEST(TraversalsGrid, PutsTheLatentThatSaysMostFirstAndItsDivergenceInFront) {
  DistributionCoder coder;
  const Batch images({{"images", at::full({2, 4, 4, 1}, 51, at::kByte)}});
  GridContext context(coder, images, {.device = at::kCPU, .range = PixelRange::kUnit});
  const at::Tensor shades = shades_of(drawn_grid("traversals", context));
  ASSERT_EQ(shades.sizes(), (std::vector<int64_t>{2, 10}));
  EXPECT_EQ(shades[0][9].item<int64_t>(), 128);
  EXPECT_EQ(shades[1][9].item<int64_t>(), 0);
}

}  // namespace
}  // namespace tandem
