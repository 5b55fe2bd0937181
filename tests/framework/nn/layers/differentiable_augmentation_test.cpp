#include "framework/nn/layers/differentiable_augmentation.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

#include "framework/core/error.h"

namespace tandem {
namespace {

constexpr int64_t kCount = 200;

TEST(DifferentiableAugmentation, TranslationMovesEachImageByUpToAnEighth) {
  torch::manual_seed(1);
  at::Tensor images = at::zeros({kCount, 2, 16, 32});
  images.select(2, 8).select(2, 16).fill_(1);
  const at::Tensor moved = differentiably_augmented(images, {"translation"});
  EXPECT_TRUE(at::equal(moved.select(1, 0), moved.select(1, 1)));
  const at::Tensor places = moved.select(1, 0).nonzero();
  ASSERT_EQ(places.size(0), kCount);
  const at::Tensor rows = places.select(1, 1), columns = places.select(1, 2);
  EXPECT_EQ(rows.min().item<int64_t>(), 6);
  EXPECT_EQ(rows.max().item<int64_t>(), 10);
  EXPECT_EQ(columns.min().item<int64_t>(), 12);
  EXPECT_EQ(columns.max().item<int64_t>(), 20);
}

TEST(DifferentiableAugmentation, TranslationMovesZerosIn) {
  torch::manual_seed(1);
  const at::Tensor moved = differentiably_augmented(at::ones({kCount, 1, 16, 16}), {"translation"});
  const at::Tensor kept = moved.sum({1, 2, 3});
  EXPECT_EQ(kept.max().item<float>(), 256.0F);
  EXPECT_EQ(kept.min().item<float>(), 14.0F * 14.0F);
}

TEST(DifferentiableAugmentation, CutoutClearsAWindowOfHalfOfEachSide) {
  torch::manual_seed(1);
  const at::Tensor cut = differentiably_augmented(at::ones({kCount, 1, 16, 20}), {"cutout"});
  const at::Tensor cleared = 1 - cut;
  EXPECT_EQ(cleared.sum({1, 2, 3}).max().item<float>(), 8.0F * 10.0F);
  // In a corner a quarter of it is left.
  EXPECT_GE(cleared.sum({1, 2, 3}).min().item<float>(), 4.0F * 5.0F);
  const at::Tensor rows = cleared.amax({1, 3}).sum(1), columns = cleared.amax({1, 2}).sum(1);
  EXPECT_TRUE(at::equal(rows * columns, cleared.sum({1, 2, 3})));
}

TEST(DifferentiableAugmentation, ColorChangesBrightnessSaturationAndContrast) {
  torch::manual_seed(1);
  const at::Tensor images = at::rand({kCount, 3, 4, 4}) * 2 - 1;
  const at::Tensor colored = differentiably_augmented(images, {"color"});
  // The three keep, move and keep the mean of an image.
  const at::Tensor brightness = colored.mean({1, 2, 3}) - images.mean({1, 2, 3});
  EXPECT_LE(brightness.abs().max().item<float>(), 0.5F + 1e-5F);
  EXPECT_GT(brightness.std().item<float>(), 0.2F);
  // Grey is the mean over the channels, which saturation leaves: contrast alone scales it.
  const auto deviation = [](const at::Tensor& each) { return each.mean(1).flatten(1).std(1); };
  const at::Tensor contrast = deviation(colored) / deviation(images);
  EXPECT_GE(contrast.min().item<float>(), 0.5F - 1e-4F);
  EXPECT_LE(contrast.max().item<float>(), 1.5F + 1e-4F);
  EXPECT_GT(contrast.std().item<float>(), 0.2F);
  const auto chroma = [](const at::Tensor& each) {
    return (each - each.mean(1, true)).flatten(1).norm(2, 1);
  };
  const at::Tensor saturation = chroma(colored) / chroma(images) / contrast;
  EXPECT_LE(saturation.max().item<float>(), 2.0F + 1e-4F);
  EXPECT_GT(saturation.std().item<float>(), 0.4F);
}

TEST(DifferentiableAugmentation, GradientsPassAndAreThemselvesDifferentiable) {
  torch::manual_seed(1);
  const at::Tensor images = at::randn({3, 3, 8, 8}).requires_grad_(true);
  const at::Tensor augmented =
      differentiably_augmented(images, differentiable_augmentation_names());
  const at::Tensor gradient =
      torch::autograd::grad({augmented.tanh().sum()}, {images}, {}, true, true)[0];
  EXPECT_GT(gradient.abs().sum().item<float>(), 0.0F);
  const at::Tensor second = torch::autograd::grad({gradient.square().sum()}, {images})[0];
  EXPECT_GT(second.abs().sum().item<float>(), 0.0F);
}

TEST(DifferentiableAugmentation, WithoutPoliciesImagesAreAsTheyWere) {
  const at::Tensor images = at::randn({2, 1, 8, 8});
  EXPECT_TRUE(differentiably_augmented(images, {}).is_same(images));
  EXPECT_THROW(differentiably_augmented(images, {"rotation"}), Error);
}

}  // namespace
}  // namespace tandem
