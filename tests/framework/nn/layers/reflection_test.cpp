#include "framework/nn/layers/reflection.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

namespace tandem {
namespace {

TEST(Reflection, TheEdgeIsNotRepeated) {
  const at::Tensor images = at::arange(4.0).view({1, 1, 1, 4}).expand({1, 1, 3, 4});
  const at::Tensor padded = reflection_padded(images, {.left = 2, .right = 1});
  EXPECT_TRUE(at::equal(padded[0][0][0], at::tensor({2.0F, 1.0F, 0.0F, 1.0F, 2.0F, 3.0F, 2.0F})));
  EXPECT_EQ(padded.size(2), 3);
}

TEST(Reflection, SlicesGiveTheSameValuesAndGradients) {
  torch::manual_seed(1);
  const Margins margins{.left = 3, .right = 1, .top = 0, .bottom = 2};
  at::Tensor images = at::randn({2, 3, 5, 4}).requires_grad_();
  const at::Tensor one = reflection_padded(images, margins);
  const at::Tensor other = reflection_padded_by_slices(images, margins);
  EXPECT_EQ(one.sizes(), (std::vector<int64_t>{2, 3, 7, 8}));
  EXPECT_TRUE(at::equal(one, other));
  const at::Tensor weights = at::randn_like(one);
  const auto gradient = [&](const at::Tensor& padded) {
    return torch::autograd::grad({(padded * weights).sum()}, {images})[0];
  };
  EXPECT_TRUE(at::allclose(gradient(one), gradient(other), 1e-5, 1e-6));
}

TEST(Reflection, ALayerMayPutChannelsLastInMemory) {
  torch::manual_seed(1);
  const at::Tensor images = at::randn({2, 3, 5, 4});
  const at::Tensor padded = ReflectionPadding(1)->forward(images);
  EXPECT_TRUE(padded.is_contiguous());
  const at::Tensor last = ReflectionPadding(1, at::MemoryFormat::ChannelsLast)->forward(images);
  EXPECT_TRUE(last.is_contiguous(at::MemoryFormat::ChannelsLast));
  EXPECT_TRUE(at::equal(last, padded));
}

}  // namespace
}  // namespace tandem
