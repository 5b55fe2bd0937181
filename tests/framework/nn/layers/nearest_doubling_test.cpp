#include "framework/nn/layers/nearest_doubling.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(NearestDoubling, EveryPixelBecomesFour) {
  torch::nn::Upsample doubling = nearest_doubling();
  const at::Tensor maps = at::arange(12.0).view({1, 2, 2, 3});
  const at::Tensor expected = maps.repeat_interleave(2, 2).repeat_interleave(2, 3);
  EXPECT_TRUE(at::equal(doubling(maps), expected));
  EXPECT_TRUE(doubling->parameters().empty());
}

}  // namespace
}  // namespace tandem
