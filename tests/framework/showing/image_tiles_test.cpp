// Numbers as tiles between images.
#include "framework/showing/image_tiles.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

TEST(NumberTile, IsWhiteOnBlackInTheMiddle) {
  // Too narrow for decimals.
  const at::Tensor tile = number_tile(1.04, at::zeros({7, 5, 1}));
  ASSERT_EQ(tile.sizes(), (std::vector<int64_t>{1, 7, 5, 1}));
  const at::Tensor ink = tile[0].select(2, 0).narrow(0, 1, 5).narrow(1, 1, 3) / 255;
  EXPECT_TRUE(at::equal(ink.to(at::kLong), at::tensor({0, 1, 0, 1, 1, 0, 0, 1, 0,  //
                                                       0, 1, 0, 1, 1, 1})
                                               .view({5, 3})));
  EXPECT_EQ(tile.count_nonzero().item<int64_t>(), 8);
}

TEST(NumberTile, IsAsLargeAsFits) {
  const at::Tensor small = number_tile(1.25, at::zeros({3, 12, 17, 3}));
  const at::Tensor large = number_tile(1.25, at::zeros({3, 12, 34, 3}));
  ASSERT_EQ(large.size(3), 3);
  EXPECT_EQ(large.count_nonzero().item<int64_t>(), 4 * small.count_nonzero().item<int64_t>());
}

TEST(NumberTile, IsBlackWhereNothingFits) {
  EXPECT_FALSE(number_tile(123456, at::zeros({7, 9, 1})).any().item<bool>());
  EXPECT_FALSE(number_tile(NAN, at::zeros({28, 28, 1})).any().item<bool>());
}

}  // namespace
}  // namespace tandem
