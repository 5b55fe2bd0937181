#include <gtest/gtest.h>

#include "tests/framework/optimization/optimizers/updated_weights.h"

namespace tandem {
namespace {

at::Tensor weights() { return at::tensor({1.0, -2.0, 3.0}, at::kFloat); }
at::Tensor gradient() { return at::tensor({0.5, -4.0, 0.01}, at::kFloat); }

/// Without bias the first moments cancel: a step as long as the rate, in every coordinate.
TEST(Adam, TheFirstUpdateIsAsLongAsTheRate) {
  const LearnerOptions options{.optimizer = "adam", .learning_rate = 0.1, .epsilon = 1e-12};
  EXPECT_TRUE(at::allclose(updated_weights(options, weights(), {gradient()}),
                           weights() - 0.1 * gradient().sign(), 1e-4));
}

TEST(Adam, TheBetasWeighTheGradientsBefore) {
  const LearnerOptions options{.optimizer = "adam", .learning_rate = 0.1, .betas = {0.0, 0.0}};
  // Without memory every update is as the first.
  EXPECT_TRUE(at::allclose(updated_weights(options, weights(), {gradient(), -gradient()}),
                           weights(), 1e-4));
}

TEST(Adam, WeightDecayIsPartOfTheGradient) {
  const LearnerOptions options{.optimizer = "adam", .learning_rate = 0.1, .weight_decay = 10.0};
  EXPECT_TRUE(at::allclose(updated_weights(options, weights(), {at::zeros({3})}),
                           weights() - 0.1 * weights().sign(), 1e-4));
}

}  // namespace
}  // namespace tandem
