#include "framework/nn/networks/strided_networks.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/utils.h>

#include <utility>

#include "framework/core/error.h"
#include "tests/support/error_message.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

StridedOptions strided_options(int64_t height, int64_t width, Norm norm = Norm::kBatch) {
  return {.channels = 3, .height = height, .width = width, .base_channels = 4, .norm = norm};
}

TEST(StridedNetworks, LeadFromTheImageToAFewPixelsAndBack) {
  torch::manual_seed(1);
  for (const auto& [height, width, halvings] :
       {std::tuple(28, 28, 2), std::tuple(32, 32, 3), std::tuple(64, 64, 4), std::tuple(16, 32, 2),
        std::tuple(12, 12, 1)}) {
    const StridedOptions options = strided_options(height, width);
    EXPECT_EQ(num_halvings(height, width), halvings);
    const at::Tensor images = strided_generator(options, 5)->forward(at::randn({2, 5}));
    EXPECT_EQ(images.sizes(), (std::vector<int64_t>{2, 3, height, width}));
    EXPECT_LE(images.abs().max().item<float>(), 1.0F);
    for (const TrunkEnd end : {TrunkEnd::kExactHalving, TrunkEnd::kFourPixels}) {
      const at::Tensor features = strided_trunk(options, end)->forward(images);
      EXPECT_EQ(features.sizes(), (std::vector<int64_t>{2, trunk_features(options, end)}));
    }
    EXPECT_EQ(strided_discriminator(options)->forward(images).sizes(),
              (std::vector<int64_t>{2, 1}));
  }
}

TEST(StridedNetworks, WaysDownEndAtAnExactHalvingOrAtMostFourPixels) {
  for (const auto& [size, exact, four, convolutions] :
       {std::tuple(12, 4 * 6 * 6, 8 * 3 * 3, 2), std::tuple(14, 4 * 7 * 7, 8 * 3 * 3, 2),
        std::tuple(28, 8 * 7 * 7, 16 * 3 * 3, 3), std::tuple(32, 16 * 4 * 4, 16 * 4 * 4, 3),
        std::tuple(64, 32 * 4 * 4, 32 * 4 * 4, 4)}) {
    const StridedOptions options = strided_options(size, size, Norm::kNone);
    EXPECT_EQ(trunk_features(options, TrunkEnd::kExactHalving), exact) << size;
    EXPECT_EQ(trunk_features(options, TrunkEnd::kFourPixels), four) << size;
    const auto layers = strided_discriminator(options)->children();
    ASSERT_EQ(layers.size(), 2U * convolutions + 2) << size;
    EXPECT_EQ(layers.back()->as<nn::LinearImpl>()->options.in_features(), four) << size;
  }
}

TEST(StridedNetworks, HaveNoNormNextToTheImageAndNoBiasBeforeOne) {
  for (const Norm norm : {Norm::kBatch, Norm::kInstance, Norm::kLayer}) {
    const auto down =
        strided_trunk(strided_options(32, 32, norm), TrunkEnd::kFourPixels)->children();
    EXPECT_NE(down[1]->as<nn::LeakyReLUImpl>(), nullptr);
    EXPECT_TRUE(down[0]->as<nn::Conv2dImpl>()->bias.defined());
    EXPECT_FALSE(down[2]->as<nn::Conv2dImpl>()->bias.defined());
    EXPECT_EQ(down[3]->named_parameters().size(), 2U) << name_of(kNorms, norm);
    const auto up = strided_generator(strided_options(32, 32, norm), 5)->children();
    EXPECT_NE(up.back()->as<nn::TanhImpl>(), nullptr);
    EXPECT_TRUE(up[up.size() - 2]->as<nn::ConvTranspose2dImpl>()->bias.defined());
    EXPECT_FALSE(up[up.size() - 5]->as<nn::ConvTranspose2dImpl>()->bias.defined());
  }
  EXPECT_EQ(strided_trunk(strided_options(32, 32, Norm::kNone), TrunkEnd::kFourPixels)
                ->named_parameters()
                .size(),
            6U);
}

TEST(StridedNetworks, WeightsAreDrawnWithTheirDeviation) {
  torch::manual_seed(1);
  StridedOptions options = strided_options(32, 32);
  options.base_channels = 32;
  for (const auto& parameter : strided_generator(options, 50)->named_parameters()) {
    if (parameter.value().dim() < 2) continue;
    EXPECT_NEAR(parameter.value().std().item<double>(), 0.02, 0.002) << parameter.key();
  }
}

TEST(StridedNetworks, WithSpectralNormScoresChangeByAtMostTheDistance) {
  torch::manual_seed(1);
  StridedOptions options = strided_options(16, 16, Norm::kNone);
  options.spectral_norm = true;
  nn::Sequential discriminator = strided_discriminator(options);
  const at::Tensor images = at::randn({8, 3, 16, 16});
  for (int i = 0; i < 50; ++i) discriminator->forward(images);
  const at::Tensor scores = discriminator->forward(images).flatten();
  // A 4×4 kernel of stride 2 reads each pixel four times: the norm of a layer is at most 2.
  const at::Tensor change = (scores - scores[0]).abs();
  const at::Tensor distance = (images - images[0]).flatten(1).norm(2, 1);
  EXPECT_TRUE((change <= distance * 4).all().item<bool>());
  EXPECT_GT(change.max().item<double>(), 1e-3);
}

TEST(StridedNetworks, RefuseSidesThatCannotBeHalved) {
  for (const auto& [height, width] : {std::pair(27, 28), std::pair(4, 4), std::pair(32, 6)}) {
    const std::string message = message_of<ConfigError>(
        [&] { strided_trunk(strided_options(height, width), TrunkEnd::kExactHalving); });
    EXPECT_NE(message.find("data.path"), std::string::npos) << message;
    EXPECT_NE(message.find(std::to_string(height) + "x"), std::string::npos) << message;
  }
}

}  // namespace
}  // namespace tandem
