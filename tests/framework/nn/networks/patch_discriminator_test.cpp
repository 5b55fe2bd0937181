#include "framework/nn/networks/patch_discriminator.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/utils.h>

#include "framework/core/error.h"
#include "tests/support/standard_error.h"

namespace tandem {
namespace {

using testing_support::standard_error_of;

PatchOptions patch_options(int64_t side, int64_t num_layers) {
  return {.channels = 3,
          .height = side,
          .width = side,
          .base_channels = 4,
          .num_layers = num_layers,
          .norm = Norm::kNone};
}

std::string place_of_error(const PatchOptions& options) {
  try {
    patch_discriminator(options);
  } catch (const ConfigError& error) {
    return error.problem().where;
  }
  return "";
}

TEST(PatchDiscriminator, AsManyLayersAsHavePatchesThatFit) {
  const std::vector<std::pair<int64_t, int64_t>> expected = {{16, 1}, {28, 1}, {33, 1}, {34, 2},
                                                             {64, 2}, {70, 3}, {256, 3}};
  for (const auto& [side, layers] : expected) {
    EXPECT_EQ(largest_num_patch_layers(side, 300), layers) << side;
  }
}

/// The pixels that a score in the middle depends on are those of one patch.
TEST(PatchDiscriminator, AScoreSeesAPatch) {
  torch::manual_seed(1);
  for (const auto& [layers, side] : {std::pair{1, 48}, std::pair{2, 80}, std::pair{3, 160}}) {
    torch::nn::Sequential discriminator = patch_discriminator(patch_options(side, layers));
    at::Tensor image = at::randn({1, 3, side, side}).requires_grad_();
    const at::Tensor scores = discriminator->forward(image);
    EXPECT_EQ(scores.size(1), 1);
    const at::Tensor score = scores[0][0][scores.size(2) / 2][scores.size(3) / 2];
    const at::Tensor slopes = torch::autograd::grad({score}, {image})[0].abs().flatten(0, 1).sum(0);
    EXPECT_EQ(slopes.sum(0).gt(0).sum().item<int64_t>(), patch_size(layers));
    EXPECT_EQ(slopes.sum(1).gt(0).sum().item<int64_t>(), patch_size(layers));
  }
  EXPECT_EQ(patch_size(3), 70);
}

TEST(PatchDiscriminator, NoNormBehindTheFirstLayer) {
  PatchOptions options = patch_options(64, 0);
  options.norm = Norm::kBatch;
  torch::nn::Sequential discriminator = patch_discriminator(options);
  EXPECT_EQ(discriminator->size(), 9U);  // 4 convolutions, 3 activations, 2 norms
  EXPECT_NE(discriminator[3]->as<torch::nn::BatchNorm2d>(), nullptr);
  EXPECT_EQ(discriminator->forward(at::zeros({2, 3, 64, 64})).sizes(),
            (std::vector<int64_t>{2, 1, 14, 14}));
}

/// As the official code does, down to one score of the whole image.
TEST(PatchDiscriminator, PatchesMayExceedTheImageAsLongAsAScoreIsLeft) {
  for (const auto& [side, layers] : {std::pair{28, 3}, std::pair{24, 3}, std::pair{6, 1}}) {
    PatchOptions options = patch_options(side, layers);
    options.norm = Norm::kPlainInstance;
    const at::Tensor scores = patch_discriminator(options)->forward(at::randn({2, 3, side, side}));
    EXPECT_EQ(scores.sizes(), (std::vector<int64_t>{2, 1, 1, 1})) << side;
    EXPECT_TRUE(scores.isfinite().all().item<bool>()) << side;
  }
  EXPECT_EQ(place_of_error(patch_options(28, 4)), "model.discriminator_layers");
  EXPECT_EQ(place_of_error(patch_options(5, 1)), "model.discriminator_layers");
  EXPECT_EQ(place_of_error(patch_options(256, 100)), "model.discriminator_layers");
  EXPECT_EQ(place_of_error(patch_options(15, 0)), "data.path");
}

TEST(PatchDiscriminator, OnlyPatchesThatExceedTheImageAreSaid) {
  const auto said = [](int64_t side, int64_t layers) {
    return standard_error_of([&] { warn_of_wide_patches(patch_options(side, layers)); });
  };
  const std::string wide = said(69, 3);
  EXPECT_NE(wide.find("model.discriminator_layers"), std::string::npos) << wide;
  EXPECT_NE(wide.find("70x70"), std::string::npos) << wide;
  EXPECT_NE(wide.find("69x69"), std::string::npos) << wide;
  EXPECT_EQ(said(70, 3), "");
  EXPECT_EQ(said(28, 0), "");
}

}  // namespace
}  // namespace tandem
