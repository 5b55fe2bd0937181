// What losses reach through their context.
#include "framework/model/generative_model.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include "framework/core/error.h"

namespace tandem {
namespace {

class WithLane : public GenerativeModel {
 public:
  std::vector<Network> networks() const override { return {}; }
  std::vector<Objective> objectives() override { return {}; }
  std::vector<LaneState> lane_states() const override {
    return {{"chain", [](int64_t size) { return at::full({size, 2}, 3.0); }}};
  }
};

TEST(Context, CoefficientsFollowTheStep) {
  const Objective objective{.coefficients = {{"rise", [](int64_t step) { return 0.5 * step; }}}};
  CoefficientValues values = make_coefficients(objective, at::kCPU);
  const Context context{at::kCPU, 0, 1, values};
  EXPECT_EQ(context.coefficient("rise").item<double>(), 0.0);
  set_coefficients(values, objective, 3);
  EXPECT_EQ(context.coefficient("rise").item<double>(), 1.5) << "the tensor itself is written to";
  EXPECT_THROW(context.coefficient("fall"), Error);
}

TEST(Context, LaneStateIsOfTheSizeOfTheMicroBatch) {
  const Context context{.device = at::kCPU,
                        .micro_batch = 0,
                        .micro_batch_size = 4,
                        .lane_tensors = make_lane_tensors(WithLane(), 4, at::kCPU)};
  EXPECT_TRUE(at::equal(context.lane_state("chain"), at::full({4, 2}, 3.0)));
  EXPECT_THROW(context.lane_state("pool"), Error);
}

TEST(Context, WhatIsLeftIsDetachedAndIsNothingWithoutAScratch) {
  Scratch scratch;
  const Context context{
      .device = at::kCPU, .micro_batch = 0, .micro_batch_size = 1, .scratch = &scratch};
  EXPECT_FALSE(context.left("fake"));
  context.leave("fake", at::ones({2}).requires_grad_(true));
  ASSERT_TRUE(context.left("fake"));
  EXPECT_FALSE(context.left("fake")->requires_grad());
  const Context evaluation{at::kCPU, 0, 1};
  evaluation.leave("fake", at::ones({2}));
  EXPECT_FALSE(evaluation.left("fake"));
}

}  // namespace
}  // namespace tandem
