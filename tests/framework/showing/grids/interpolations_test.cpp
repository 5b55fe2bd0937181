// Ways between draws and between codes.
#include <gtest/gtest.h>

#include "tests/support/drawn_grid.h"
#include "tests/support/shaded_images.h"

namespace tandem {
namespace {

const GridSettings kSeeded{.device = at::kCPU, .range = PixelRange::kSigned, .seed = 3};

at::Tensor shaded(const at::Tensor& latents) {
  return latents.view({-1, 1, 1, 1}).expand({latents.size(0), 1, 4, 4});
}

/// Latents are the shades themselves.
class PlainGenerator : public ModelOfShades, public Generates {
 public:
  explicit PlainGenerator(bool is_binary) : is_binary_(is_binary) {}
  at::Tensor draw_latents(int64_t count) override {
    return is_binary_ ? at::randint(2, {count, 1}, at::kFloat) : at::rand({count, 1}) * 2 - 1;
  }
  at::Tensor generate(const at::Tensor& latents) override { return shaded(latents); }

 private:
  bool is_binary_;
};

/// Codes are the shades.
class PlainCoder : public ModelOfShades, public Generates, public Encodes {
 public:
  at::Tensor draw_latents(int64_t count) override { return at::zeros({count, 1}); }
  at::Tensor generate(const at::Tensor& latents) override { return shaded(latents); }
  at::Tensor encode(const at::Tensor& images) override {
    return images.mean({1, 2, 3}).view({-1, 1});
  }
};

std::vector<std::string> names(GridContext& context) {
  return grid_kind("interpolations").names(context);
}

TEST(InterpolationsGrid, HasEvenStepsBetweenDraws) {
  PlainGenerator generator(/*is_binary=*/false);
  GridContext context(generator, Batch(), kSeeded);
  ASSERT_EQ(names(context), std::vector<std::string>{"interpolations"});
  const at::Tensor shades = shades_of(drawn_grid("interpolations", context));
  EXPECT_EQ(shades.sizes(), (std::vector<int64_t>{8, 9}));
  const at::Tensor middle = (shades.select(1, 0) + shades.select(1, 8)).to(at::kFloat) / 2;
  EXPECT_LE((shades.select(1, 4) - middle).abs().max().item<float>(), 1.0F);
  EXPECT_FALSE(at::equal(shades.select(1, 0), shades.select(1, 8)));
}

TEST(InterpolationsGrid, HasNoWayBetweenZerosAndOnes) {
  PlainGenerator generator(/*is_binary=*/true);
  GridContext context(generator, Batch(), kSeeded);
  EXPECT_TRUE(names(context).empty());
}

TEST(InterpolationsGrid, LeadsFromOneImageToTheNext) {
  PlainCoder coder;
  const at::Tensor shades = at::tensor({0, 160, 90, 10, 7}, at::kByte);
  const Batch images({{"images", shades.view({5, 1, 1, 1}).expand({5, 4, 4, 1})}});
  GridContext context(coder, images, kSeeded);
  const at::Tensor shown = shades_of(drawn_grid("interpolations", context));
  EXPECT_TRUE(at::equal(shown, at::stack({at::arange(9) * 20, 90 - at::arange(9) * 10})));
  GridContext without(coder, Batch(), kSeeded);
  EXPECT_TRUE(names(without).empty());
}

}  // namespace
}  // namespace tandem
