// Strided networks between images and vectors: sizes, norms, activations.
#include "framework/nn/networks/convolutional_pyramid.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/container/sequential.h>

namespace tandem {
namespace {

using Sizes = std::vector<int64_t>;

TEST(ConvolutionalPyramid, LeadsFromImagesOfAnySizeToAVectorAndBack) {
  for (const auto& [height, width] : {std::pair<int64_t, int64_t>{28, 28}, {7, 30}, {4, 4}}) {
    const PyramidOptions options{
        .channels = 3, .height = height, .width = width, .base_channels = 2};
    EXPECT_EQ(convolutional_encoder(options, 5)->forward(at::rand({2, 3, height, width})).sizes(),
              (Sizes{2, 5}));
    EXPECT_EQ(convolutional_generator(options, 5)->forward(at::rand({2, 5})).sizes(),
              (Sizes{2, 3, height, width}));
  }
}

TEST(ConvolutionalPyramid, DoublesItsChannelsAtEverySmallerSize) {
  const auto encoder =
      convolutional_encoder({.channels = 1, .height = 28, .width = 28, .base_channels = 3}, 1);
  const std::vector<at::Tensor> parameters = encoder->parameters();
  EXPECT_EQ(parameters[0].sizes(), (Sizes{3, 1, 5, 5}));
  EXPECT_EQ(parameters[2].sizes(), (Sizes{6, 3, 5, 5}));
  EXPECT_EQ(parameters[4].sizes(), (Sizes{12, 6, 5, 5}));
  EXPECT_EQ(parameters[6].sizes(), (Sizes{1, 12 * 4 * 4}));
}

TEST(ConvolutionalPyramid, HasNoNormNextToTheImage) {
  const PyramidOptions options{
      .channels = 1, .height = 16, .width = 16, .base_channels = 2, .norm = Norm::kBatch};
  const auto names = [](torch::nn::Sequential layers) {
    std::string all;
    for (const auto& layer : layers->children()) all += layer->name().substr(11) + " ";
    return all;
  };
  EXPECT_EQ(names(convolutional_encoder(options, 1)),
            "Conv2dImpl LeakyReLUImpl Conv2dImpl BatchNorm2dImpl LeakyReLUImpl FlattenImpl "
            "LinearImpl ");
  EXPECT_EQ(names(convolutional_generator(options, 1)),
            "LinearImpl UnflattenImpl BatchNorm2dImpl ReLUImpl ConvTranspose2dImpl "
            "BatchNorm2dImpl ReLUImpl ConvTranspose2dImpl ");
}

}  // namespace
}  // namespace tandem
