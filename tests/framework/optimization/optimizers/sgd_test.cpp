#include <gtest/gtest.h>

#include "tests/framework/optimization/optimizers/updated_weights.h"

namespace tandem {
namespace {

TEST(Sgd, MomentumAddsUpGradients) {
  const LearnerOptions options{.optimizer = "sgd", .learning_rate = 0.1, .momentum = 0.5};
  const at::Tensor weights = at::tensor({1.0, -2.0}, at::kFloat);
  const at::Tensor gradient = at::tensor({0.5, -4.0}, at::kFloat);
  EXPECT_TRUE(
      at::allclose(updated_weights(options, weights, {gradient}), weights - 0.1 * gradient));
  EXPECT_TRUE(at::allclose(updated_weights(options, weights, {gradient, gradient}),
                           weights - 0.1 * (1 + 1.5) * gradient));
}

TEST(Sgd, WeightDecayIsPartOfTheGradient) {
  const LearnerOptions options{.optimizer = "sgd", .learning_rate = 0.1, .weight_decay = 0.5};
  const at::Tensor weights = at::tensor({1.0, -2.0}, at::kFloat);
  EXPECT_TRUE(at::allclose(updated_weights(options, weights, {at::zeros({2})}), weights * 0.95));
}

}  // namespace
}  // namespace tandem
