#include "framework/model/losses/code.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>

#include "framework/nn/networks/convolutional_pyramid.h"

namespace tandem {
namespace {

namespace nn = torch::nn;

nn::Sequential deep_encoder(int64_t num_inputs, int64_t num_units) {
  return nn::Sequential(nn::Linear(num_inputs, 7), nn::Tanh(), nn::Linear(7, num_units),
                        nn::Sigmoid());
}

at::Tensor norm_of(nn::Sequential& encoder, const at::Tensor& images, int64_t probes) {
  const at::Tensor input = images.clone().requires_grad_(true);
  return jacobian_norm(encoder->forward(input), input, probes);
}

/// Central differences, one pixel after the other.
double numeric_norm(nn::Sequential& encoder, const at::Tensor& images) {
  const torch::NoGradGuard no_gradients;
  constexpr double kStep = 1e-5;
  double sum = 0;
  const at::Tensor pixels = images.flatten(1);
  for (int64_t pixel = 0; pixel < pixels.size(1); ++pixel) {
    const auto code_at = [&](double offset) {
      at::Tensor moved = pixels.clone();
      moved.select(1, pixel).add_(offset);
      return encoder->forward(moved.view_as(images));
    };
    sum += ((code_at(kStep) - code_at(-kStep)) / (2 * kStep)).square().sum().item<double>();
  }
  return sum / static_cast<double>(images.size(0));
}

/// The norm, and its slope in the weights along a random direction.
void expect_numeric(nn::Sequential encoder, const at::Tensor& images) {
  encoder->to(at::kDouble);
  const at::Tensor norm = norm_of(encoder, images, /*probes=*/0);
  ASSERT_GT(norm.item<double>(), 1e-6);
  EXPECT_NEAR(norm.item<double>(), numeric_norm(encoder, images), 1e-5 * norm.item<double>());
  const std::vector<at::Tensor> weights = encoder->parameters();
  const auto gradients = torch::autograd::grad({norm}, weights, {}, false, false, true);
  std::vector<at::Tensor> direction;
  double slope = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    direction.push_back(at::randn_like(weights[i]));
    if (gradients[i].defined()) slope += (gradients[i] * direction[i]).sum().item<double>();
  }
  const auto moved_by = [&](double length) {
    const torch::NoGradGuard no_gradients;
    for (size_t i = 0; i < weights.size(); ++i) at::Tensor(weights[i]).add_(direction[i], length);
  };
  constexpr double kStep = 1e-6;
  moved_by(kStep);
  const double above = norm_of(encoder, images, 0).item<double>();
  moved_by(-2 * kStep);
  const double below = norm_of(encoder, images, 0).item<double>();
  EXPECT_NEAR(slope, (above - below) / (2 * kStep), 1e-4 * std::abs(slope));
}

TEST(JacobianNorm, OfADeepEncoderIsThatOfItsNumericJacobian) {
  torch::manual_seed(1);
  expect_numeric(deep_encoder(6, 5), at::rand({4, 6}, at::kDouble));
}

TEST(JacobianNorm, OfAConvolutionalEncoderIsThatOfItsNumericJacobian) {
  torch::manual_seed(1);
  nn::Sequential encoder = convolutional_encoder(
      {.channels = 2, .height = 16, .width = 12, .base_channels = 3}, /*num_outputs=*/4);
  encoder->push_back(nn::Sigmoid());
  expect_numeric(encoder, at::rand({3, 2, 16, 12}, at::kDouble));
}

TEST(JacobianNorm, OfOneSigmoidLayerHasAClosedForm) {
  torch::manual_seed(1);
  nn::Sequential layer(nn::Linear(6, 5), nn::Sigmoid());
  layer->to(at::kDouble);
  const at::Tensor images = at::rand({4, 6}, at::kDouble);
  const at::Tensor closed = sigmoid_jacobian_norm(layer->forward(images), layer->parameters()[0]);
  EXPECT_NEAR(closed.item<double>(), numeric_norm(layer, images), 1e-7);
}

TEST(JacobianNorm, RandomProbesEstimateIt) {
  torch::manual_seed(1);
  nn::Sequential encoder = deep_encoder(6, 5);
  const at::Tensor images = at::rand({64, 6});
  const double exact = norm_of(encoder, images, 0).item<double>();
  EXPECT_NEAR(norm_of(encoder, images, 100).item<double>(), exact, 0.05 * exact);
  EXPECT_NE(norm_of(encoder, images, 1).item<double>(), exact);
}

TEST(SparsityDivergence, IsThatOfTheMeanActivationFromItsTarget) {
  // Units that are on in 1/4 and in 1/2 of the samples, of which 1/4 are to be.
  const at::Tensor code =
      torch::tensor({{1.0, 0.0}, {0.0, 1.0}, {0.0, 0.0}, {0.0, 1.0}}, at::kDouble);
  const double of_second = 0.25 * std::log(0.25 / 0.5) + 0.75 * std::log(0.75 / 0.5);
  EXPECT_NEAR(sparsity_divergence(code, 0.25).item<double>(), of_second, 1e-9);
}

TEST(SparsityDivergence, BringsBackUnitsThatAreAlwaysOnOrOff) {
  for (const double always : {0.0, 1.0}) {
    const at::Tensor code = at::full({4, 1}, always, at::kDouble).requires_grad_(true);
    const at::Tensor divergence = sparsity_divergence(code, 0.25);
    EXPECT_TRUE(std::isfinite(divergence.item<double>()));
    const at::Tensor slope = torch::autograd::grad({divergence}, {code})[0];
    EXPECT_GT((always == 0.0 ? -slope : slope).min().item<double>(), 1e3);
  }
}

}  // namespace
}  // namespace tandem
