#include "framework/nn/networks/residual_translator.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/instancenorm.h>
#include <torch/nn/modules/normalization.h>
#include <torch/utils.h>

namespace tandem {
namespace {

TEST(ResidualGenerator, ImagesComeOutInTheirSize) {
  torch::manual_seed(1);
  for (const int64_t side : {15, 28, 32, 64}) {
    for (const int64_t channels : {1, 3}) {
      torch::nn::Sequential network = residual_translator({.in_channels = channels,
                                                           .out_channels = 4 - channels,
                                                           .height = side,
                                                           .width = side,
                                                           .base_channels = 2,
                                                           .num_blocks = 2});
      const at::Tensor images = network->forward(at::randn({2, channels, side, side}));
      EXPECT_EQ(images.sizes(), (std::vector<int64_t>{2, 4 - channels, side, side}));
      EXPECT_LE(images.abs().max().item<float>(), 1.0F);
    }
  }
}

TEST(ResidualGenerator, SmallImagesAreHalvedLessOften) {
  EXPECT_EQ(num_residual_halvings(256, 256), 2);
  EXPECT_EQ(num_residual_halvings(28, 32), 2);
  EXPECT_EQ(num_residual_halvings(16, 64), 1);
  EXPECT_EQ(num_residual_halvings(30, 30), 1);
  EXPECT_EQ(num_residual_halvings(15, 64), 0);
}

ResidualOptions published(int64_t side) {
  return {.in_channels = 3,
          .out_channels = 3,
          .height = side,
          .width = side,
          .norm = Norm::kPlainInstance};
}

int64_t num_weights(const torch::nn::Sequential& network) {
  int64_t count = 0;
  for (const at::Tensor& weight : network->parameters()) count += weight.numel();
  return count;
}

/// 11.378 million weights are the published ones (with 9 blocks, 64 channels and three colours).
TEST(ResidualGenerator, HasThePublishedNumberOfWeights) {
  EXPECT_EQ(num_weights(residual_translator(published(256))), 11378179);
}

/// Counted from the layers of the authors' code: 4×4 convolutions to 128 and 256 channels, 5×5 ones
/// back to 128 and 64 with a gain and a shift for each.
TEST(ResidualGenerator, ThePathsOfUnitHaveThePublishedNumberOfWeights) {
  ResidualOptions options = published(256);
  options.reflected_halving = true;
  options.nearest_doubling = true;
  torch::nn::Sequential down, up;
  push_down_path(*down, options);
  push_up_path(*up, options);
  EXPECT_EQ(num_weights(down), (3 * 49 + 1) * 64 + (64 * 16 + 1) * 128 + (128 * 16 + 1) * 256);
  EXPECT_EQ(num_weights(up), (256 * 25 + 3) * 128 + (128 * 25 + 3) * 64 + (64 * 49 + 1) * 3);
}

/// A border of zeros or an unevenly covered pixel would show.
TEST(ResidualGenerator, ReflectedHalvingAndNearestDoublingKeepConstantMapsConstant) {
  ResidualOptions options = published(32);
  options.base_channels = 2;
  options.norm = Norm::kNone;
  for (const bool kept : {true, false}) {
    options.reflected_halving = kept;
    options.nearest_doubling = kept;
    torch::nn::Sequential down, up;
    push_down_path(*down, options);
    push_up_path(*up, options);
    const torch::NoGradGuard no_gradients;
    for (const auto& layers : {down, up}) {
      for (at::Tensor& weight : layers->parameters()) {
        if (weight.dim() == 4) weight.abs_();
      }
    }
    const auto spread = [](const at::Tensor& maps) {
      return (maps.amax({2, 3}) - maps.amin({2, 3})).max().item<float>() /
             maps.abs().max().item<float>();
    };
    const at::Tensor small = down->forward(at::ones({1, 3, 32, 32}));
    EXPECT_EQ(small.sizes(), (std::vector<int64_t>{1, 8, 8, 8}));
    EXPECT_EQ(spread(small) < 1e-5, kept);
    const at::Tensor large = up->forward(at::ones({1, 8, 8, 8}));
    EXPECT_EQ(large.sizes(), (std::vector<int64_t>{1, 3, 32, 32}));
    EXPECT_EQ(spread(large) < 1e-5, kept);
  }
}

TEST(ResidualGenerator, NearestDoublingIsNormedOverTheWholeImage) {
  ResidualOptions options = published(32);
  options.nearest_doubling = true;
  torch::nn::Sequential up;
  push_up_path(*up, options);
  int64_t count = 0;
  for (const auto& layer : up->modules()) {
    if (const auto* norm = layer->as<torch::nn::GroupNormImpl>()) {
      EXPECT_EQ(norm->options.num_groups(), 1);
      ++count;
    }
    EXPECT_EQ(layer->as<torch::nn::ConvTranspose2dImpl>(), nullptr);
    EXPECT_EQ(layer->as<torch::nn::InstanceNorm2dImpl>(), nullptr);
  }
  EXPECT_EQ(count, 2);
}

TEST(ResidualBlock, AddsToItsInput) {
  ResidualBlock block(3, Norm::kNone);
  const torch::NoGradGuard no_gradients;
  for (at::Tensor& weight : block->parameters()) weight.zero_();
  const at::Tensor images = at::randn({2, 3, 7, 7});
  EXPECT_TRUE(at::equal(block->forward(images), images));
  block->named_parameters()["layers.4.bias"].fill_(0.5);
  EXPECT_TRUE(at::allclose(block->forward(images), images + 0.5));
}

}  // namespace
}  // namespace tandem
