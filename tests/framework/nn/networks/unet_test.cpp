#include "framework/nn/networks/unet.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include "framework/core/error.h"

namespace tandem {
namespace {

UNetOptions unet_options(int64_t side) {
  return {.in_channels = 3, .out_channels = 1, .height = side, .width = side, .base_channels = 4};
}

TEST(UNet, ImagesComeOutInTheirSize) {
  torch::manual_seed(1);
  for (const int64_t side : {17, 28, 32, 64}) {
    for (const int64_t channels : {1, 3}) {
      UNetOptions options = unet_options(side);
      options.in_channels = channels;
      options.out_channels = 4 - channels;
      options.width = side + 8;
      UNet network(options);
      const at::Tensor images = network->forward(at::randn({2, channels, side, side + 8}));
      EXPECT_EQ(images.sizes(), (std::vector<int64_t>{2, 4 - channels, side, side + 8}));
      EXPECT_LE(images.abs().max().item<float>(), 1.0F);
    }
  }
}

TEST(UNet, TheDepthFollowsFromTheSize) {
  EXPECT_EQ(largest_unet_depth(28, 28), 5);
  EXPECT_EQ(largest_unet_depth(32, 64), 5);
  EXPECT_EQ(largest_unet_depth(33, 64), 6);
  EXPECT_EQ(largest_unet_depth(256, 256), 8);
  EXPECT_EQ(largest_unet_depth(1024, 1024), 8);
}

TEST(UNet, ImagesArePaddedByReflectionAndCroppedBack) {
  torch::manual_seed(1);
  UNet small(unet_options(28));
  torch::manual_seed(1);
  UNet large(unet_options(32));
  small->eval(), large->eval();
  const at::Tensor images = at::randn({2, 3, 28, 28});
  const at::Tensor whole = large->forward(at::reflection_pad2d(images, {2, 2, 2, 2}));
  EXPECT_TRUE(at::equal(small->forward(images), whole.narrow(2, 2, 28).narrow(3, 2, 28)));
}

TEST(UNet, LevelsOnTheWayUpSeeThoseOnTheWayDown) {
  UNetOptions options = unet_options(64);
  UNet network(options);
  const auto weights = network->named_parameters();
  // (in, out, 4, 4): 6 levels of 4, 8, 16, 32, 32, 32 channels.
  EXPECT_EQ(weights["up5.1.weight"].sizes(), (std::vector<int64_t>{32, 32, 4, 4}));
  EXPECT_EQ(weights["up4.1.weight"].sizes(), (std::vector<int64_t>{64, 32, 4, 4}));
  EXPECT_EQ(weights["up1.1.weight"].sizes(), (std::vector<int64_t>{16, 4, 4, 4}));
  EXPECT_EQ(weights["up0.1.weight"].sizes(), (std::vector<int64_t>{8, 1, 4, 4}));
  EXPECT_EQ(weights["down5.1.weight"].sizes(), (std::vector<int64_t>{32, 32, 4, 4}));
}

TEST(UNet, DropoutStaysOnInEvaluationByOption) {
  torch::manual_seed(1);
  const at::Tensor images = at::randn({2, 3, 16, 16});
  for (const bool stays : {false, true}) {
    UNetOptions options = unet_options(16);
    options.dropout = 0.5;
    options.dropout_in_evaluation = stays;
    UNet network(options);
    EXPECT_FALSE(at::equal(network->forward(images), network->forward(images)));
    network->eval();
    EXPECT_EQ(at::equal(network->forward(images), network->forward(images)), !stays);
  }
}

/// A level whose output is dropped altogether has no gradient.
TEST(UNet, TheThreeInnermostLevelsOnTheWayUpDropButNotTheOneAtTheImage) {
  torch::manual_seed(1);
  for (const int64_t depth : {2, 3, 4, 6}) {
    UNetOptions options = unet_options(64);
    options.depth = depth;
    options.dropout = 1.0;
    UNet network(options);
    network->forward(at::randn({2, 3, 64, 64})).sum().backward();
    const auto weights = network->named_parameters();
    for (int64_t level = 0; level < depth; ++level) {
      const std::string name = "up" + std::to_string(level) + ".1.weight";
      const bool drops = level > 0 && level >= depth - 3;
      EXPECT_EQ(weights[name].grad().any().item<bool>(), !drops) << depth << " " << name;
    }
  }
}

TEST(UNet, BatchNormTakesItsBatchInEvaluationByOption) {
  torch::manual_seed(1);
  const at::Tensor images = at::randn({4, 3, 16, 16});
  for (const bool own : {false, true}) {
    UNetOptions options = unet_options(16);
    options.batch_statistics = own;
    UNet network(options);
    EXPECT_EQ(network->buffers().empty(), own);
    const at::Tensor trained = network->forward(images);
    network->eval();
    EXPECT_EQ(at::allclose(network->forward(images), trained), own);
    // Without it an image does not depend on those beside it.
    const at::Tensor alone = network->forward(images.narrow(0, 0, 2));
    EXPECT_EQ(at::allclose(alone, network->forward(images).narrow(0, 0, 2), 1e-4, 1e-6), !own);
  }
}

TEST(UNet, MoreHalvingsThanTheImageAllowsAreRefused) {
  UNetOptions options = unet_options(28);
  options.depth = 6;
  try {
    UNet network(options);
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_EQ(error.problem().where, "model.depth");
  }
}

}  // namespace
}  // namespace tandem
