#include <gtest/gtest.h>

#include "tests/framework/optimization/optimizers/updated_weights.h"

namespace tandem {
namespace {

/// The weight decay is not divided by the root of the second moment.
TEST(AdamW, WeightDecayIsApartFromTheGradient) {
  const LearnerOptions options{.optimizer = "adamw", .learning_rate = 0.1, .weight_decay = 0.5};
  const at::Tensor weights = at::tensor({1.0, -2.0, 3.0}, at::kFloat);
  const at::Tensor gradient = at::tensor({0.5, -4.0, 0.01}, at::kFloat);
  EXPECT_TRUE(at::allclose(updated_weights(options, weights, {gradient}),
                           weights * (1 - 0.1 * 0.5) - 0.1 * gradient.sign(), 1e-4));
}

}  // namespace
}  // namespace tandem
