// Densely connected networks against the same computed from their weights, and their second
// derivatives.
#include "framework/nn/networks/densely_connected.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include "framework/core/error.h"
#include "tests/support/error_message.h"
#include "tests/support/second_derivatives.h"

namespace tandem {
namespace {

constexpr DenselyConnectedOptions kBlocks{
    .growth_rate = 3, .layers_per_block = 2, .compression = 0.5};

PyramidOptions densely_options(int64_t channels, int64_t size) {
  return {.channels = channels, .height = size, .width = size, .base_channels = 5};
}

TEST(DenselyConnected, ShapesFollowTheImage) {
  for (const int64_t size : {16, 28, 32, 64}) {
    for (const int64_t channels : {1, 3}) {
      PyramidOptions options = densely_options(channels, size);
      auto encoder = densely_connected_encoder(options, kBlocks, 5);
      options.norm = Norm::kBatch;
      auto generator = densely_connected_generator(options, kBlocks, 7);
      const at::Tensor images = generator->forward(at::randn({2, 7}));
      EXPECT_EQ(images.sizes(), (std::vector<int64_t>{2, channels, size, size}));
      EXPECT_EQ(encoder->forward(images).sizes(), (std::vector<int64_t>{2, 5}));
    }
  }
}

TEST(DenselyConnected, TheEncoderIsWhatItsWeightsSay) {
  torch::manual_seed(1);
  auto encoder = densely_connected_encoder(densely_options(1, 8), kBlocks, 1);
  const auto weights = encoder->named_parameters();
  const auto convolution = [&](const at::Tensor& maps, const std::string& name) {
    const at::Tensor& weight = weights[name + ".weight"];
    return at::conv2d(maps, weight, weights[name + ".bias"], 1, weight.size(2) / 2);
  };
  const auto block = [&](at::Tensor maps, const std::string& name) {
    const at::Tensor first = convolution(at::relu(maps), name + ".layer0.1");
    maps = at::cat({maps, first}, 1);
    return at::cat({maps, convolution(at::relu(maps), name + ".layer1.1")}, 1);
  };
  const at::Tensor images = at::randn({2, 1, 8, 8});
  at::Tensor maps = block(convolution(images, "0"), "1");
  EXPECT_EQ(maps.size(1), 5 + 2 * 3);
  maps = at::avg_pool2d(convolution(at::relu(maps), "3"), 2);
  EXPECT_EQ(maps.size(1), 11 / 2);
  maps = at::relu(block(maps, "5")).mean({2, 3});
  const at::Tensor expected = at::linear(maps, weights["9.weight"], weights["9.bias"]);
  EXPECT_TRUE(at::allclose(encoder->forward(images), expected, 1e-4, 1e-6));
}

TEST(DenselyConnected, SidesThatCannotBeHalvedAreRefused) {
  const auto build = [] { densely_connected_generator(densely_options(1, 27), kBlocks, 4); };
  EXPECT_NE(message_of<ConfigError>(build).find("data.path"), std::string::npos);
}

class DenseSecondDerivatives : public testing::TestWithParam<SmoothCase> {};

TEST_P(DenseSecondDerivatives, AreThoseOfDifferences) {
  torch::manual_seed(2);
  PyramidOptions options = densely_options(1, 16);
  options.activation = activation(GetParam().activation);
  options.norm = GetParam().norm;
  expect_second_derivatives(densely_connected_encoder(options, kBlocks, 1),
                            at::randn({2, 1, 16, 16}, at::kDouble));
}

INSTANTIATE_TEST_SUITE_P(ActivationsAndNorms, DenseSecondDerivatives, all_smooth_cases(),
                         name_of_smooth_case);

}  // namespace
}  // namespace tandem
