#include "framework/nn/layers/historical_average.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/nn/modules/linear.h>
#include <torch/utils.h>

namespace tandem {
namespace {

class HistoricalAverageTest : public testing::Test {
 protected:
  HistoricalAverageTest() {
    torch::manual_seed(1);
    layer_ = torch::nn::Linear(3, 2);
    history_ = HistoricalAverage(*layer_);
  }

  void set_weights(double weight, double bias) {
    const torch::NoGradGuard no_gradients;
    layer_->weight.fill_(weight);
    layer_->bias.fill_(bias);
  }

  torch::nn::Linear layer_{nullptr};
  HistoricalAverage history_{nullptr};
};

TEST_F(HistoricalAverageTest, IsTheMeanOverUpdates) {
  const double weights[] = {1, 4, -2};
  const double means[] = {1, 2.5, 1};
  for (int64_t i = 0; i < 3; ++i) {
    set_weights(weights[i], -weights[i]);
    const at::Tensor distance = history_->squared_distance();
    const double apart = weights[i] - means[i];
    EXPECT_NEAR(distance.item<double>(), 8 * apart * apart, 1e-5);
    EXPECT_TRUE(at::allclose(history_->named_buffers()["mean_0"], at::full({2, 3}, means[i])));
    EXPECT_TRUE(at::allclose(history_->named_buffers()["mean_1"], at::full({2}, -means[i])));
    EXPECT_EQ(history_->named_buffers()["num_updates"].item<int64_t>(), i + 1);
    const at::Tensor gradient = torch::autograd::grad({distance}, {layer_->bias})[0];
    EXPECT_TRUE(at::allclose(gradient, at::full({2}, -2 * apart)));
  }
}

TEST_F(HistoricalAverageTest, StaysAsItIsInEvaluation) {
  set_weights(1, 1);
  (void)history_->squared_distance();
  history_->eval();
  set_weights(3, 3);
  EXPECT_NEAR(history_->squared_distance().item<double>(), 8 * 4.0, 1e-5);
  EXPECT_TRUE(at::equal(history_->named_buffers()["mean_1"], at::ones({2})));
}

}  // namespace
}  // namespace tandem
