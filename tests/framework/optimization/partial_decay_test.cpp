#include "framework/optimization/partial_decay.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "tests/framework/optimization/optimizers/updated_weights.h"

namespace tandem {
namespace {

at::Tensor three_weights() { return at::tensor({1.0, -2.0, 3.0}, at::kFloat); }
/// Of two updates. Others than each other: Adam would make the same step of any that stay.
std::vector<at::Tensor> their_gradients() {
  return {at::tensor({0.5, -4.0, 0.01}, at::kFloat), at::tensor({-0.2, 1.0, 0.7}, at::kFloat)};
}

/// After these updates.
at::Tensor partly_decayed(const LearnerOptions& options, const at::Tensor& decayed) {
  at::Tensor current = three_weights();
  const auto optimizer = make_partly_decaying_optimizer(options, current, decayed);
  for (const at::Tensor& gradient : their_gradients()) {
    optimizer->update(current, gradient, {options.learning_rate, options.momentum}, at::zeros({1}));
  }
  return current;
}

TEST(PartialDecay, IsThatOfTheAlgorithmWhereItAppliesAndNoneElsewhere) {
  for (const OptimizerKind& kind : all_optimizers()) {
    LearnerOptions options{.optimizer = kind.name, .learning_rate = 0.1, .weight_decay = 0.5};
    const at::Tensor decayed = updated_weights(options, three_weights(), their_gradients());
    const at::Tensor partly = partly_decayed(options, at::tensor({1.0, 0.0, 1.0}, at::kFloat));
    options.weight_decay = 0;
    const at::Tensor plain = updated_weights(options, three_weights(), their_gradients());
    ASSERT_FALSE(at::allclose(decayed, plain, 1e-3)) << kind.name;
    EXPECT_TRUE(at::allclose(partly, at::stack({decayed[0], plain[1], decayed[2]}), 1e-6))
        << kind.name << "\n"
        << partly << decayed << plain;
  }
}

TEST(PartialDecay, AnUpdateThatIsLeftOutDecaysNothing) {
  for (const OptimizerKind& kind : all_optimizers()) {
    const LearnerOptions options{.optimizer = kind.name, .weight_decay = 0.5};
    at::Tensor current = three_weights();
    const auto optimizer = make_partly_decaying_optimizer(options, current, at::ones_like(current));
    optimizer->update(current, their_gradients()[0] * std::numeric_limits<float>::infinity(),
                      {0.1, 0}, at::ones({1}));
    EXPECT_TRUE(at::equal(current, three_weights())) << kind.name;
  }
}

TEST(PartialDecay, TheStateIsThatOfTheAlgorithm) {
  const LearnerOptions options{.optimizer = "adam", .weight_decay = 0.5};
  const at::Tensor decayed = at::ones_like(three_weights());
  const NamedTensors own = make_optimizer(options, three_weights())->state();
  const NamedTensors state =
      make_partly_decaying_optimizer(options, three_weights(), decayed)->state();
  ASSERT_EQ(state.size(), own.size());
  for (const auto& [name, tensor] : own) EXPECT_TRUE(state.contains(name)) << name;
}

}  // namespace
}  // namespace tandem
