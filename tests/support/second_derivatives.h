// Second derivatives of a network against differences of its first ones. For tests of networks that
// a gradient penalty is put on.
#pragma once

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/nn/modules/container/sequential.h>

#include <string>
#include <vector>

#include "framework/nn/layers/normalization.h"

namespace tandem {

/// What stands between the layers of a network.
struct SmoothCase {
  std::string activation;
  Norm norm;
};

inline auto all_smooth_cases() {
  std::vector<SmoothCase> cases;
  for (const char* activation : {"relu", "leaky_relu", "silu", "sigmoid", "tanh"}) {
    for (const Norm norm : {Norm::kNone, Norm::kLayer, Norm::kInstance}) {
      cases.push_back({activation, norm});
    }
  }
  return testing::ValuesIn(cases);
}

inline std::string name_of_smooth_case(const testing::TestParamInfo<SmoothCase>& info) {
  return info.param.activation + "_" + name_of(kNorms, info.param.norm);
}

/// Checks the derivative of Σ‖∇ₓ network(x)‖² by the weights, along a random direction, in float64.
/// `points` are float64, the network's output is (N, 1).
inline void expect_second_derivatives(torch::nn::Sequential network, const at::Tensor& points) {
  network->to(at::kDouble);
  const std::vector<at::Tensor> weights = network->parameters();
  const auto squared_norms = [&] {
    const at::Tensor input = points.detach().requires_grad_(true);
    const at::Tensor gradient =
        torch::autograd::grad({network->forward(input).sum()}, {input}, {}, true, true)[0];
    return gradient.square().sum();
  };
  std::vector<at::Tensor> directions;
  for (const at::Tensor& weight : weights) directions.push_back(at::randn_like(weight.detach()));
  const auto moved = [&](double length) {
    const torch::NoGradGuard no_gradients;
    for (size_t i = 0; i < weights.size(); ++i) at::Tensor(weights[i]).add_(directions[i], length);
  };
  const auto slopes = torch::autograd::grad({squared_norms()}, weights, {}, true, false, true);
  double expected = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (slopes[i].defined()) expected += (slopes[i] * directions[i]).sum().item<double>();
  }
  constexpr double kLength = 1e-8;
  moved(kLength);
  const double above = squared_norms().item<double>();
  moved(-2 * kLength);
  const double below = squared_norms().item<double>();
  const double difference = (above - below) / (2 * kLength);
  EXPECT_NE(expected, 0.0);
  EXPECT_NEAR(expected / difference, 1.0, 1e-4) << expected << " and " << difference;
}

}  // namespace tandem
