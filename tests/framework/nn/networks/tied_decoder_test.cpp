// The way back by the weights of the way there.
#include "framework/nn/networks/tied_decoder.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>

namespace tandem {
namespace {

namespace nn = torch::nn;

TEST(TiedDecoder, GoesBackByTheTransposedWeights) {
  const nn::Sequential encoder(nn::Linear(5, 4), nn::Tanh(), nn::Linear(4, 2));
  TiedDecoder decoder(encoder, "tanh");
  const std::vector<at::Tensor> weights = encoder->parameters();
  const at::Tensor code = at::randn({3, 2});
  const at::Tensor expected = code.mm(weights[2]).tanh().mm(weights[0]);
  EXPECT_TRUE(at::allclose(decoder->forward(code), expected, 1e-5, 1e-6));
}

TEST(TiedDecoder, OwnsNothingButBiases) {
  const nn::Sequential encoder(nn::Linear(5, 4), nn::Tanh(), nn::Linear(4, 2));
  const TiedDecoder decoder(encoder, "tanh");
  const auto parameters = decoder->named_parameters();
  ASSERT_EQ(parameters.size(), 2U);
  EXPECT_TRUE(at::equal(parameters["0.bias"], at::zeros({4})));
  EXPECT_TRUE(at::equal(parameters["2.bias"], at::zeros({5})));
}

}  // namespace
}  // namespace tandem
