#include "framework/nn/layers/maxout.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include <limits>

#include "tests/support/operation_log.h"

namespace tandem {
namespace {

TEST(Maxout, TakesTheLargestOfNeighboursAndItsGradient) {
  at::Tensor inputs = at::tensor({1.0F, 3.0F, 2.0F, -5.0F, -4.0F, -6.0F}).view({1, 6});
  inputs.requires_grad_();
  const at::Tensor outputs = Maxout(3)->forward(inputs);
  EXPECT_TRUE(at::equal(outputs, at::tensor({3.0F, -4.0F}).view({1, 2})));
  outputs.sum().backward();
  EXPECT_TRUE(
      at::equal(inputs.grad(), at::tensor({0.0F, 1.0F, 0.0F, 0.0F, 1.0F, 0.0F}).view({1, 6})));
}

/// LibTorch's own maximum, bit by bit, also where values are equal or not numbers.
TEST(Maxout, IsTheMaximumOfLibTorch) {
  torch::manual_seed(1);
  at::Tensor inputs = at::randint(-3, 4, {64, 35}, at::kFloat) * 0.5;
  inputs[3][7] = std::numeric_limits<float>::quiet_NaN();
  inputs[5][2] = std::numeric_limits<float>::infinity();
  at::Tensor same = inputs.clone().requires_grad_();
  inputs.requires_grad_();
  const at::Tensor outputs = Maxout(5)->forward(inputs);
  const at::Tensor expected = std::get<0>(same.unflatten(1, {-1, 5}).max(2));
  const at::Tensor weights = at::randn_like(outputs);
  (outputs * weights).nan_to_num(0, 0, 0).sum().backward();
  (expected * weights).nan_to_num(0, 0, 0).sum().backward();
  EXPECT_TRUE(at::allclose(outputs, expected, 0, 0, /*equal_nan=*/true));
  EXPECT_TRUE(at::equal(inputs.grad(), same.grad()));
}

/// On a GPU a deterministic scatter or sort would be many times slower than the rest.
TEST(Maxout, NeitherScattersNorSorts) {
  const OperationLog log;
  const at::Tensor inputs = at::randn({4, 6}).requires_grad_();
  Maxout(3)->forward(inputs).sum().backward();
  EXPECT_EQ(log.sorting_operations(), "");
}

}  // namespace
}  // namespace tandem
