// Perceptrons: places of their layers, and what they compute.
#include "framework/nn/networks/multilayer_perceptron.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

using testing::ElementsAre;

std::vector<std::string> weights_of(const MultilayerPerceptron& network) {
  std::vector<std::string> names;
  for (const auto& parameter : network->named_parameters()) {
    if (parameter.key().ends_with("weight")) names.push_back(parameter.key());
  }
  return names;
}

TEST(MultilayerPerceptron, WidthsAreJoined) {
  EXPECT_THAT(joined_widths(1, {2, 3}, 4), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(joined_widths(1, {}, 4), ElementsAre(1, 4));
}

TEST(MultilayerPerceptron, IsTheUsualSequenceOfLayers) {
  MultilayerPerceptron network(MultilayerOptions{.widths = {4, 5, 6, 2}, .negative_slope = 0.2});
  EXPECT_THAT(weights_of(network), ElementsAre("0.weight", "2.weight", "4.weight"));
  const auto weights = network->named_parameters();
  const at::Tensor input = at::randn({3, 4});
  at::Tensor expected = input;
  for (const std::string place : {"0", "2", "4"}) {
    expected = at::linear(expected, weights[place + ".weight"], weights[place + ".bias"]);
    if (place != "4") expected = at::leaky_relu(expected, 0.2);
  }
  EXPECT_TRUE(at::allclose(network->forward(input), expected, 1e-5, 1e-6));
}

TEST(MultilayerPerceptron, NormsAndDropoutHavePlacesOfTheirOwn) {
  const MultilayerPerceptron normed(
      MultilayerOptions{.widths = {4, 5, 2}, .batch_norm = true, .dropout = 0.5});
  EXPECT_THAT(weights_of(normed), ElementsAre("0.weight", "1.weight", "4.weight"));
  const MultilayerPerceptron dropping(
      MultilayerOptions{.widths = {4, 5, 2}, .maxout_pieces = 3, .input_dropout = 0.2});
  EXPECT_THAT(weights_of(dropping), ElementsAre("1.weight", "3.weight"));
  EXPECT_EQ(dropping->named_parameters()["1.weight"].size(0), 15) << "pieces of each unit";
}

TEST(MultilayerPerceptron, TheLastLayerTakesWhatIsAppendedToTheHiddenOnes) {
  MultilayerPerceptron network(MultilayerOptions{.widths = {4, 5, 2}, .num_appended = 3});
  const at::Tensor hidden = network->hidden(at::randn({6, 4}));
  ASSERT_EQ(hidden.sizes(), (std::vector<int64_t>{6, 5}));
  EXPECT_EQ(network->output(at::cat({hidden, at::zeros({6, 3})}, 1)).sizes(),
            (std::vector<int64_t>{6, 2}));
}

}  // namespace
}  // namespace tandem
