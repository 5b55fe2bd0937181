// What holds for every optimiser.
#include "framework/optimization/optimizer.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"

namespace tandem {
namespace {

constexpr UpdateRates kRates{.learning_rate = 0.1, .momentum = 0.9};

class OptimizerTest : public testing::Test {
 protected:
  static std::unique_ptr<Optimizer> make(const OptimizerKind& kind, const at::Tensor& weights) {
    return make_optimizer({.optimizer = kind.name}, weights);
  }

  at::Tensor gradient_ = at::tensor({0.5, -4.0, 0.01}, at::kFloat);
  at::Tensor finite_ = at::zeros({1});
};

TEST_F(OptimizerTest, AnUpdateThatIsNotFiniteLeavesWeightsAsTheyWere) {
  for (const OptimizerKind& kind : all_optimizers()) {
    at::Tensor weights = at::ones({3});
    const auto optimizer = make(kind, weights);
    optimizer->update(weights, at::full({3}, NAN), kRates, at::ones({1}));
    EXPECT_TRUE(at::equal(weights, at::ones({3}))) << kind.name;
  }
}

TEST_F(OptimizerTest, WhatTheStateHoldsIsAllThatIsKept) {
  for (const OptimizerKind& kind : all_optimizers()) {
    at::Tensor weights = at::ones({3});
    const auto optimizer = make(kind, weights);
    optimizer->update(weights, gradient_, kRates, finite_);
    at::Tensor other_weights = weights.clone();
    const auto other = make(kind, other_weights);
    const NamedTensors saved = optimizer->state();
    for (const auto& [name, tensor] : other->state()) tensor.copy_(saved.at(name));
    optimizer->update(weights, -0.5 * gradient_, kRates, finite_);
    other->update(other_weights, -0.5 * gradient_, kRates, finite_);
    EXPECT_TRUE(at::equal(weights, other_weights)) << kind.name;
  }
}

TEST_F(OptimizerTest, KindsReadOptionsThatThereAre) {
  LearnerOptions options;
  const OptionSection section = learner_option_table().bind(options);
  for (const OptimizerKind& kind : all_optimizers()) {
    EXPECT_FALSE(kind.sentence.empty()) << kind.name;
    for (const std::string& option : kind.options) {
      EXPECT_NE(section.find_field(option), nullptr) << kind.name << " " << option;
    }
  }
}

TEST_F(OptimizerTest, AnUnknownOneIsRefused) {
  EXPECT_THROW(make_optimizer({.optimizer = "guess"}, at::ones({3})), Error);
}

}  // namespace
}  // namespace tandem
