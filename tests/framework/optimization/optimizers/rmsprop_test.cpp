#include <gtest/gtest.h>

#include "tests/framework/optimization/optimizers/updated_weights.h"

namespace tandem {
namespace {

TEST(RmsProp, TheGradientIsDividedByTheRootOfItsMeanSquare) {
  const LearnerOptions options{.optimizer = "rmsprop",
                               .learning_rate = 0.1,
                               .momentum = 0.0,
                               .smoothing = 0.75,
                               .epsilon = 0.5};
  const at::Tensor weights = at::tensor({1.0, -2.0}, at::kFloat);
  const at::Tensor gradient = at::tensor({2.0, -4.0}, at::kFloat);
  // Mean squares 0.25 · (4, 16); epsilon is added to their roots 1 and 2.
  EXPECT_TRUE(at::allclose(updated_weights(options, weights, {gradient}),
                           weights - 0.1 * at::tensor({2.0 / 1.5, -4.0 / 2.5}, at::kFloat)));
}

TEST(RmsProp, MomentumAddsUpSteps) {
  LearnerOptions options{.optimizer = "rmsprop", .learning_rate = 0.1, .smoothing = 0.0};
  options.momentum = 0.5;
  const at::Tensor weights = at::zeros({2});
  const at::Tensor gradient = at::tensor({2.0, -4.0}, at::kFloat);
  EXPECT_TRUE(at::allclose(updated_weights(options, weights, {gradient, gradient}),
                           -0.1 * (1 + 1.5) * gradient.sign()));
}

}  // namespace
}  // namespace tandem
