#include "framework/training/micro_batch_gradient.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"
#include "tests/framework/training/two_networks.h"

namespace tandem {
namespace {

class MicroBatchGradientTest : public testing::Test {
 protected:
  MicroBatchGradient::Result compute(const Objective& objective, uint64_t seed) {
    const MicroBatchGradient gradient(objective, {&parameters_.networks()[1]});
    return gradient.compute({}, {.device = at::kCPU, .micro_batch = 0, .micro_batch_size = 4},
                            seed);
  }

  TwoNetworks model_;
  FlatParameters parameters_{model_.networks, at::kCPU};
};

TEST_F(MicroBatchGradientTest, FollowsFromTheSeed) {
  const auto first = compute(model_.objective("second"), 1);
  const auto again = compute(model_.objective("second"), 1);
  const auto other = compute(model_.objective("second"), 2);
  ASSERT_EQ(first.gradients.size(), 2U);
  EXPECT_TRUE(at::equal(first.gradients[0], again.gradients[0]));
  EXPECT_FALSE(at::equal(first.gradients[0], other.gradients[0]));
}

TEST_F(MicroBatchGradientTest, OnlyTheTrainedNetworksAreReached) {
  const auto result = compute(model_.objective("second"), 1);
  for (const at::Tensor& parameter : model_.first->parameters()) {
    EXPECT_FALSE(parameter.grad().defined());
  }
  EXPECT_EQ(result.gradients[0].sizes(), model_.second->parameters()[0].sizes());
}

TEST_F(MicroBatchGradientTest, WhatTheLossDoesNotReachHasNone) {
  Objective objective = model_.objective("second");
  objective.loss = [this](const Batch&, const Context&) {
    return Losses{{at::zeros({})}, model_.second->parameters()[0].sum()};
  };
  const auto result = compute(objective, 1);
  EXPECT_TRUE(result.gradients[0].defined());
  EXPECT_FALSE(result.gradients[1].defined());
}

TEST_F(MicroBatchGradientTest, ALossReturnsTheTermsThatItNames) {
  Objective objective = model_.objective("second");
  objective.terms.emplace_back("another");
  EXPECT_THROW(compute(objective, 1), Error);
}

}  // namespace
}  // namespace tandem
