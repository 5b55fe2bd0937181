#include "framework/nn/networks/scale_discriminators.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include "framework/core/error.h"

namespace tandem {
namespace {

ScaleOptions scale_options(int64_t side, int64_t num_scales) {
  return {
      .channels = 3, .height = side, .width = side, .base_channels = 4, .num_scales = num_scales};
}

TEST(ScaleDiscriminators, EveryScaleHasItsMap) {
  ScaleDiscriminators published(scale_options(256, 3));
  const auto maps = published->forward(at::zeros({2, 3, 256, 256}));
  ASSERT_EQ(maps.size(), 3U);
  EXPECT_EQ(maps[0].sizes(), (std::vector<int64_t>{2, 1, 16, 16}));
  EXPECT_EQ(maps[1].sizes(), (std::vector<int64_t>{2, 1, 8, 8}));
  EXPECT_EQ(maps[2].sizes(), (std::vector<int64_t>{2, 1, 4, 4}));
  ScaleDiscriminators small(scale_options(28, 4));
  for (const at::Tensor& map : small->forward(at::zeros({2, 3, 28, 28}))) {
    EXPECT_GE(map.size(2), 2);
    EXPECT_LE(map.size(2), 3);
  }
}

TEST(ScaleDiscriminators, AConstantImageStaysSoAtEveryScale) {
  ScaleOptions options = scale_options(16, 3);
  options.max_layers = 1;
  ScaleDiscriminators network(options);
  const torch::NoGradGuard no_gradients;
  for (at::Tensor& weight : network->parameters()) weight.fill_(0.1);
  const auto maps = network->forward(at::ones({1, 3, 16, 16}));
  // Borders are reflected, and pooling does not count what lies beyond them.
  for (const at::Tensor& map : maps) {
    EXPECT_TRUE(at::allclose(map, at::full_like(map, 4 * 0.1 * (48 * 0.1 + 0.1) + 0.1)));
  }
}

TEST(ScaleDiscriminators, MoreScalesThanTheImageAllowsAreRefused) {
  EXPECT_EQ(largest_num_scales(28, 28), 4);
  EXPECT_EQ(largest_num_scales(16, 64), 3);
  try {
    ScaleDiscriminators network(scale_options(16, 4));
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_EQ(error.problem().where, "model.num_scales");
  }
}

}  // namespace
}  // namespace tandem
