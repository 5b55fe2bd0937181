#include "framework/optimization/fused_adam.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/support/operation_log.h"

namespace tandem {
namespace {

class FusedAdamTest : public testing::Test {
 protected:
  std::unique_ptr<Optimizer> make() const {
    return make_fused_adam(at::_fused_adam_, options_, weights_);
  }
  void update(Optimizer& optimizer, double rate, float not_finite = 0) {
    optimizer.update(weights_, gradient_, {.learning_rate = rate, .momentum = 0},
                     at::full({1}, not_finite));
  }

  LearnerOptions options_{.learning_rate = 0.1, .betas = {0.75, 0.5}, .epsilon = 1e-12};
  at::Tensor weights_ = at::zeros({3});
  at::Tensor gradient_ = at::tensor({4.0, -2.0, 1.0}, at::kFloat);
};

TEST_F(FusedAdamTest, AnUpdateIsOneCallOfTheKernelThatWasGiven) {
  const auto adam = make();
  const auto adamw = make_fused_adam(at::_fused_adamw_, options_, weights_);
  {
    const OperationLog log;
    update(*adam, 0.1);
    EXPECT_EQ(log.count("aten::_fused_adam_"), 1);
    EXPECT_EQ(log.count("aten::_fused_adamw_"), 0);
  }
  const OperationLog log;
  update(*adamw, 0.1);
  EXPECT_EQ(log.count("aten::_fused_adamw_"), 1);
}

TEST_F(FusedAdamTest, TheRateIsThatOfTheUpdate) {
  const auto optimizer = make();
  update(*optimizer, 0);
  EXPECT_TRUE(at::equal(weights_, at::zeros({3})));
  update(*optimizer, 0.5);
  EXPECT_TRUE(at::allclose(weights_, -0.5 * gradient_.sign(), 1e-4));
}

TEST_F(FusedAdamTest, EpsilonShortensSmallSteps) {
  options_.epsilon = 2;
  update(*make(), 1);
  EXPECT_TRUE(at::allclose(weights_, -gradient_ / (gradient_.abs() + 2), 1e-4));
}

/// A checkpoint saves and restores it in place.
TEST_F(FusedAdamTest, TheStateIsSharedAndBeginsWithNothing) {
  const auto optimizer = make();
  const NamedTensors state = optimizer->state();
  ASSERT_EQ(state.size(), 3U);
  for (const auto& [name, tensor] : state) EXPECT_TRUE(tensor.eq(0).all().item<bool>()) << name;
  update(*optimizer, 0.1);
  EXPECT_TRUE(at::allclose(state.at("first_moment"), 0.25 * gradient_));
  EXPECT_TRUE(at::allclose(state.at("second_moment"), 0.5 * gradient_.square()));
  EXPECT_EQ(state.at("step").item<float>(), 1.0F);
  update(*optimizer, 0.1);
  EXPECT_EQ(state.at("step").item<float>(), 2.0F);
}

TEST_F(FusedAdamTest, AnUpdateThatIsNotFiniteLeavesTheMoments) {
  const auto optimizer = make();
  update(*optimizer, 0.1);
  const at::Tensor first = optimizer->state().at("first_moment").clone();
  const at::Tensor second = optimizer->state().at("second_moment").clone();
  gradient_.fill_(NAN);
  update(*optimizer, 0.1, 1);
  EXPECT_TRUE(at::equal(optimizer->state().at("first_moment"), first));
  EXPECT_TRUE(at::equal(optimizer->state().at("second_moment"), second));
}

}  // namespace
}  // namespace tandem
