#include "framework/nn/maxout.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

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

}  // namespace
}  // namespace tandem
