#include "framework/nn/residual_generator.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

namespace tandem {
namespace {

TEST(ResidualGenerator, ImagesComeOutInTheirSize) {
  torch::manual_seed(1);
  for (const int64_t side : {15, 28, 32, 64}) {
    for (const int64_t channels : {1, 3}) {
      torch::nn::Sequential network = residual_generator({.in_channels = channels,
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

/// 11.378 million weights are the published ones (with 9 blocks, 64 channels and three colours);
/// norms learn a gain and a shift here.
TEST(ResidualGenerator, HasThePublishedNumberOfWeights) {
  const torch::nn::Sequential network = residual_generator(
      {.in_channels = 3, .out_channels = 3, .height = 256, .width = 256, .norm = "none"});
  int64_t count = 0;
  for (const at::Tensor& weight : network->parameters()) count += weight.numel();
  EXPECT_EQ(count, 11378179);
}

TEST(ResidualBlock, AddsToItsInput) {
  ResidualBlock block(3, "none");
  const torch::NoGradGuard no_gradients;
  for (at::Tensor& weight : block->parameters()) weight.zero_();
  const at::Tensor images = at::randn({2, 3, 7, 7});
  EXPECT_TRUE(at::equal(block->forward(images), images));
  block->named_parameters()["layers.4.bias"].fill_(0.5);
  EXPECT_TRUE(at::allclose(block->forward(images), images + 0.5));
}

}  // namespace
}  // namespace tandem
