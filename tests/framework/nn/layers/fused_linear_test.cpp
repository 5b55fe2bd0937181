#include "framework/nn/layers/fused_linear.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/nn/modules/linear.h>
#include <torch/utils.h>

#include "tests/support/error_message.h"

namespace tandem {
namespace {

/// The same layers with operations of LibTorch only.
at::Tensor reference(const at::Tensor& input, const torch::nn::LinearImpl& layer, double slope) {
  const at::Tensor output = at::linear(input, layer.weight, layer.bias);
  if (slope == 0.0) return at::relu(output);
  return slope == 1.0 ? output : at::leaky_relu(output, slope);
}

class FusedLinearTest : public testing::TestWithParam<double> {};

TEST_P(FusedLinearTest, OutputAndGradientsAreThoseOfTheUsualLayers) {
  const double slope = GetParam();
  FusedLinear layer(7, 5, slope);
  const at::Tensor input = at::randn({6, 7}).requires_grad_(true);
  const std::vector<at::Tensor> inputs = {input, layer->weight, layer->bias};
  const at::Tensor output = layer(input);
  const at::Tensor expected = reference(input, *layer, slope);
  EXPECT_TRUE(at::equal(output, expected));
  const at::Tensor weights = at::randn({6, 5});
  const auto got = torch::autograd::grad({(output * weights).sum()}, inputs);
  const auto right = torch::autograd::grad({(expected * weights).sum()}, inputs);
  for (size_t i = 0; i < inputs.size(); ++i) {
    EXPECT_TRUE(at::allclose(got[i], right[i], 1e-6, 1e-7)) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Slopes, FusedLinearTest, testing::Values(0.0, 0.2, 1.0));

TEST(FusedLinear, ComputesOnlyTheGradientsThatAreAskedFor) {
  FusedLinear layer(3, 2, 0.2);
  const at::Tensor output = layer(at::randn({4, 3}));
  const auto gradients = torch::autograd::grad({output.sum()}, {layer->bias});
  EXPECT_EQ(gradients[0].sizes(), (std::vector<int64_t>{2}));
}

TEST(FusedLinear, LayersTogetherAreThoseOneByOne) {
  FusedLinear first(7, 5, 0.2);
  FusedLinear second(5, 4, 0.0);
  FusedLinear third(4, 3, 1.0);
  const at::Tensor input = at::randn({6, 7}).requires_grad_(true);
  const std::vector<at::Tensor> inputs = {input,        first->weight, first->bias, second->weight,
                                          second->bias, third->weight, third->bias};
  const at::Tensor together = fused_forward(input, {first.get(), second.get(), third.get()});
  const at::Tensor apart = third(second(first(input)));
  EXPECT_TRUE(at::equal(together, apart));
  const at::Tensor weights = at::randn({6, 3});
  for (size_t i = 0; i < inputs.size(); ++i) {
    const auto got = torch::autograd::grad({(together * weights).sum()}, {inputs[i]}, {}, true);
    const auto right = torch::autograd::grad({(apart * weights).sum()}, {inputs[i]}, {}, true);
    EXPECT_TRUE(at::equal(got[0], right[0])) << i;
  }
}

TEST(FusedLinear, RecordsNothingWithoutGradients) {
  FusedLinear layer(3, 2, 0.2);
  const torch::NoGradGuard no_grad;
  EXPECT_FALSE(layer(at::randn({4, 3})).requires_grad());
}

TEST(FusedLinear, RefusesToBeDifferentiatedTwice) {
  FusedLinear layer(3, 2, 0.2);
  const at::Tensor input = at::randn({4, 3}).requires_grad_(true);
  const at::Tensor output = layer(input).sum();
  EXPECT_THROW(torch::autograd::grad({output}, {input}, {}, true, /*create_graph=*/true),
               c10::Error);
}

TEST(FusedLinear, SaysThatAGraphIsUsedUp) {
  FusedLinear layer(3, 2, 0.2);
  const at::Tensor output = layer(at::randn({4, 3})).sum();
  const auto gradient = [&] { return torch::autograd::grad({output}, {layer->weight}); };
  EXPECT_EQ(gradient()[0].sizes(), layer->weight.sizes());
  EXPECT_THAT(message_of<c10::Error>(gradient),
              testing::HasSubstr("backward through the graph a second time"));
}

}  // namespace
}  // namespace tandem
