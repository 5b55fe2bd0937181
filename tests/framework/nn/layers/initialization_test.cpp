#include "framework/nn/layers/initialization.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/utils.h>

#include <cmath>

#include "framework/nn/layers/spectral_norm.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

/// Evenly drawn: from −√3·σ to √3·σ, as densely at the ends as in the middle.
void expect_even(const at::Tensor& weights, double deviation) {
  EXPECT_NEAR(weights.std().item<double>() / deviation, 1.0, 0.02);
  EXPECT_NEAR(weights.mean().item<double>() / deviation, 0.0, 0.05);
  const double bound = std::sqrt(3.0) * deviation;
  EXPECT_LE(weights.abs().max().item<double>(), bound * (1 + 1e-6));
  EXPECT_NEAR(weights.gt(bound / 2).to(at::kDouble).mean().item<double>(), 0.25, 0.02);
}

TEST(InitializeByFans, DeviationsFollowFromTheConnectionsOfANumber) {
  torch::manual_seed(1);
  nn::Sequential layers(nn::Linear(100, 300), nn::Conv2d(nn::Conv2dOptions(24, 48, 5).stride(2)),
                        nn::ConvTranspose2d(nn::ConvTranspose2dOptions(48, 24, 5).stride(2)),
                        nn::Conv2d(nn::Conv2dOptions(24, 48, 3).bias(false)));
  initialize_by_fans(*layers);
  const auto weight = [&](const std::string& layer) {
    return layers->named_parameters()[layer + ".weight"];
  };
  expect_even(weight("0"), std::sqrt(2.0 / (100 + 300)));
  // A pixel of 24 channels meets a quarter of the 25 places of a kernel, one of 48 meets all.
  expect_even(weight("1"), std::sqrt(4.0 / (24 * 25 + 48 * 25 / 4.0)));
  expect_even(weight("2"), std::sqrt(4.0 / (48 * 25 / 4.0 + 24 * 25)));
  expect_even(weight("3"), std::sqrt(4.0 / (24 * 9 + 48 * 9)));
}

TEST(InitializeByFans, BiasesAreZeroAndNormsStay) {
  nn::Sequential layers(nn::Conv2d(3, 4, 3), nn::BatchNorm2d(4), nn::ConvTranspose2d(4, 2, 3),
                        nn::Linear(5, 6));
  initialize_by_fans(*layers);
  for (const auto& parameter : layers->named_parameters()) {
    if (parameter.key() == "1.weight") {
      EXPECT_TRUE(parameter.value().eq(1).all().item<bool>());
    } else if (parameter.value().dim() == 1) {
      EXPECT_TRUE(parameter.value().eq(0).all().item<bool>()) << parameter.key();
    }
  }
}

TEST(InitializeByFans, SingularVectorsFollowTheWeights) {
  torch::manual_seed(1);
  nn::Sequential layers(SpectralConv2d(nn::Conv2dOptions(8, 16, 4)), SpectralLinear(16, 4));
  initialize_by_fans(*layers);
  for (const auto& layer : layers->children()) {
    const at::Tensor matrix = layer->named_parameters()["weight"].detach().flatten(1);
    const auto buffers = layer->named_buffers();
    const double largest = at::linalg_svdvals(matrix).max().item<double>();
    const at::Tensor found = buffers["left_vector"].dot(matrix.mv(buffers["right_vector"]));
    EXPECT_NEAR(found.item<double>() / largest, 1.0, 0.05);
  }
}

}  // namespace
}  // namespace tandem
