// Activations by their names.
#include "framework/nn/layers/activations.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/container/sequential.h>

#include <cmath>
#include <map>

#include "framework/core/error.h"

namespace tandem {
namespace {

TEST(Activations, EveryNameIsItsFunction) {
  const std::map<std::string, std::pair<double, double>> at_minus_one_and_two = {
      {"linear", {-1, 2}},
      {"relu", {0, 2}},
      {"leaky_relu", {-0.2, 2}},
      {"sigmoid", {1 / (1 + std::exp(1.0)), 1 / (1 + std::exp(-2.0))}},
      {"tanh", {std::tanh(-1.0), std::tanh(2.0)}},
      {"elu", {std::exp(-1.0) - 1, 2}},
      {"silu", {-1 / (1 + std::exp(1.0)), 2 / (1 + std::exp(-2.0))}}};
  ASSERT_EQ(activation_names().size(), at_minus_one_and_two.size());
  for (const std::string& name : activation_names()) {
    const at::Tensor output = activation(name)(at::tensor({-1.0, 2.0}));
    EXPECT_NEAR(output[0].item<double>(), at_minus_one_and_two.at(name).first, 1e-6) << name;
    EXPECT_NEAR(output[1].item<double>(), at_minus_one_and_two.at(name).second, 1e-6) << name;
  }
  EXPECT_THROW(activation("gelu"), Error);
}

TEST(Activations, ALeakyReluWithoutASlopeIsARelu) {
  for (const double slope : {0.0, 0.1}) {
    torch::nn::Sequential layers;
    push_leaky_relu(*layers, slope);
    EXPECT_NEAR(layers->forward(at::tensor({-1.0})).item<double>(), -slope, 1e-7);
  }
}

}  // namespace
}  // namespace tandem
