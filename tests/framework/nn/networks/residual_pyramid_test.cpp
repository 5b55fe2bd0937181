// Residual networks against the same computed from their weights, and their second derivatives.
#include "framework/nn/networks/residual_pyramid.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/utils.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/second_derivatives.h"

namespace tandem {
namespace {

PyramidOptions pyramid_options(int64_t channels, int64_t size) {
  return {.channels = channels, .height = size, .width = size, .base_channels = 6};
}

TEST(ResidualPyramid, ShapesFollowTheImage) {
  for (const int64_t size : {16, 28, 32, 64}) {
    for (const int64_t channels : {1, 3}) {
      PyramidOptions options = pyramid_options(channels, size);
      auto encoder = residual_encoder(options, 5);
      options.norm = Norm::kBatch;
      auto generator = residual_generator(options, 7);
      const at::Tensor images = generator->forward(at::randn({2, 7}));
      EXPECT_EQ(images.sizes(), (std::vector<int64_t>{2, channels, size, size}));
      EXPECT_EQ(encoder->forward(images).sizes(), (std::vector<int64_t>{2, 5}));
    }
  }
}

/// Weights of the published networks for 32×32 pixels, counted by hand.
TEST(ResidualPyramid, ForCifarTheNetworksAreThePublishedOnes) {
  PyramidOptions options = pyramid_options(3, 32);
  options.base_channels = 128;
  const auto count = [](const torch::nn::Sequential& network) {
    int64_t sum = 0;
    for (const at::Tensor& parameter : network->parameters()) sum += parameter.numel();
    return sum;
  };
  const int64_t square = 128 * 128 * 9 + 128, shortcut = 128 * 128 + 128;
  EXPECT_EQ(count(residual_encoder(options, 1)),
            (3 * 128 * 9 + 128) + square + (3 * 128 + 128) + 6 * square + shortcut + 129);
  options.norm = Norm::kBatch;
  EXPECT_EQ(count(residual_generator(options, 128)),
            129 * 2048 + 3 * (2 * square + shortcut + 2 * 256) + 256 + (128 * 3 * 9 + 3));
}

TEST(ResidualPyramid, TheEncoderIsWhatItsWeightsSay) {
  torch::manual_seed(1);
  auto encoder = residual_encoder(pyramid_options(3, 16), 1);
  const auto weights = encoder->named_parameters();
  const auto convolution = [&](const at::Tensor& maps, const std::string& name) {
    const at::Tensor& weight = weights[name + ".weight"];
    return at::conv2d(maps, weight, weights[name + ".bias"], 1, weight.size(2) / 2);
  };
  const at::Tensor images = at::randn({2, 3, 16, 16});
  // 16 pixels are halved once, with the shortcut's convolution in front of the pooling here.
  at::Tensor maps = convolution(at::relu(convolution(images, "0.path.0")), "0.path.2");
  maps = at::avg_pool2d(maps + convolution(images, "0.shortcut.1"), 2);
  for (const std::string block : {"1", "2"}) {
    const at::Tensor inner = at::relu(convolution(at::relu(maps), block + ".path.1"));
    maps = maps + convolution(inner, block + ".path.3");
  }
  const at::Tensor expected =
      at::linear(at::relu(maps).mean({2, 3}), weights["6.weight"], weights["6.bias"]);
  EXPECT_TRUE(at::allclose(encoder->forward(images), expected, 1e-4, 1e-6));
}

TEST(ResidualPyramid, WeightsAreDrawnAsByGlorotInFrontOfRectifiers) {
  torch::manual_seed(1);
  PyramidOptions options = pyramid_options(3, 32);
  options.base_channels = 64;
  auto encoder = residual_encoder(options, 1);
  const auto weights = encoder->named_parameters();
  const double fans = 2 * 64 * 9;
  EXPECT_NEAR(weights["1.path.1.weight"].std().item<double>(), std::sqrt(4.0 / fans), 1e-3);
  EXPECT_NEAR(weights["1.shortcut.1.weight"].std().item<double>(), std::sqrt(2.0 / 128), 4e-3);
  EXPECT_EQ(weights["1.path.1.bias"].abs().max().item<float>(), 0.0F);
}

TEST(ResidualPyramid, SidesThatCannotBeHalvedAreRefused) {
  const auto build = [] { residual_encoder(pyramid_options(1, 27), 1); };
  EXPECT_NE(message_of<ConfigError>(build).find("data.path"), std::string::npos);
}

class ResidualSecondDerivatives : public testing::TestWithParam<SmoothCase> {};

TEST_P(ResidualSecondDerivatives, AreThoseOfDifferences) {
  torch::manual_seed(2);
  PyramidOptions options = pyramid_options(1, 16);
  options.activation = activation(GetParam().activation);
  options.norm = GetParam().norm;
  expect_second_derivatives(residual_encoder(options, 1), at::randn({2, 1, 16, 16}, at::kDouble));
}

INSTANTIATE_TEST_SUITE_P(ActivationsAndNorms, ResidualSecondDerivatives, all_smooth_cases(),
                         name_of_smooth_case);

}  // namespace
}  // namespace tandem
