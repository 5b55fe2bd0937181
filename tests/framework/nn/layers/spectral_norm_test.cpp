#include "framework/nn/layers/spectral_norm.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/nn/module.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/utils.h>

#include "framework/nn/layers/initialization.h"

namespace tandem {
namespace {

double largest_singular_value(const at::Tensor& weight) {
  return at::linalg_svdvals(weight.detach().flatten(1).to(at::kDouble)).max().item<double>();
}

/// What the layer takes for the largest singular value of its weight.
double estimate(torch::nn::Module& layer) {
  const auto buffers = layer.named_buffers();
  const at::Tensor matrix = layer.named_parameters()["weight"].detach().flatten(1);
  return buffers["left_vector"].dot(matrix.mv(buffers["right_vector"])).item<double>();
}

TEST(SpectralNorm, TheWeightOfManyPassesHasSingularValueOne) {
  torch::manual_seed(1);
  SpectralLinear layer(7, 5);
  const at::Tensor inputs = at::eye(7);
  for (int i = 0; i < 200; ++i) layer(inputs);
  EXPECT_NEAR(largest_singular_value(layer(inputs) - layer->bias), 1.0, 1e-5);
}

TEST(SpectralNorm, AConvolutionIsSeenAsTheMatrixOfItsFilters) {
  torch::manual_seed(1);
  SpectralConv2d layer(torch::nn::Conv2dOptions(3, 6, 4).stride(2).padding(1));
  const at::Tensor images = at::randn({2, 3, 8, 8});
  for (int i = 0; i < 200; ++i) layer(images);
  const at::Tensor weight = layer->weight / largest_singular_value(layer->weight);
  const at::Tensor expected = at::conv2d(images, weight, layer->bias, 2, 1);
  EXPECT_TRUE(at::allclose(layer(images), expected, 1e-4, 1e-5));
}

TEST(SpectralNorm, IteratesInTrainingAlone) {
  torch::manual_seed(1);
  SpectralLinear layer(7, 5);
  const at::Tensor vector = layer->named_buffers()["left_vector"];
  const at::Tensor before = vector.clone();
  layer->eval();
  layer(at::ones({1, 7}));
  EXPECT_TRUE(at::equal(vector, before));
  layer->train();
  layer(at::ones({1, 7}));
  EXPECT_FALSE(at::equal(vector, before));
}

TEST(SpectralNorm, TwoPassesOfOneGraphAreDifferentiatedTwice) {
  torch::manual_seed(1);
  SpectralLinear layer(4, 3);
  const at::Tensor first = at::randn({2, 4}).requires_grad_(true);
  const at::Tensor sum = layer(first).tanh().sum() + layer(at::randn({2, 4})).sum();
  const at::Tensor slope = torch::autograd::grad({sum}, {first}, {}, true, true)[0];
  const auto gradient = torch::autograd::grad({slope.square().sum() + sum}, {layer->weight});
  EXPECT_GT(gradient[0].abs().max().item<double>(), 0.0);
}

TEST(SpectralNorm, FollowsWeightsThatAreDrawnAnew) {
  torch::manual_seed(1);
  torch::nn::Sequential layers(SpectralConv2d(torch::nn::Conv2dOptions(8, 16, 4)),
                               SpectralLinear(16, 4));
  initialize_normal(*layers, 0.02);
  for (const auto& layer : layers->children()) {
    const double largest = largest_singular_value(layer->named_parameters()["weight"]);
    EXPECT_LE(estimate(*layer), largest * (1 + 1e-5));
    EXPECT_GE(estimate(*layer), largest * 0.95);
  }
}

}  // namespace
}  // namespace tandem
