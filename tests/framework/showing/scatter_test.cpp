// Points in one picture.
#include "framework/showing/scatter.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tandem {
namespace {

TEST(DrawScatter, PutsPointsInTheColoursOfTheirGroupsAndExamplesBeside) {
  const at::Tensor examples = at::full({2, 60, 60, 1}, 77, at::kByte);
  const at::Tensor picture =
      draw_scatter({.positions = at::tensor({0.0, 0.0, 1.0, 1.0}, at::kDouble).view({2, 2}),
                    .groups = at::tensor({0, 1}, at::kLong),
                    .examples = examples});
  ASSERT_EQ(picture.sizes(), (std::vector<int64_t>{1, 640, 640 + 60 + 8 + 32, 3}));
  const auto colour = [&](int64_t y, int64_t x) { return picture[0][y][x].to(at::kLong); };
  // 85 % of the colour on white, low left and high right.
  EXPECT_TRUE(at::equal(colour(624, 16), at::tensor({38, 135, 190})));
  EXPECT_TRUE(at::equal(colour(16, 624), at::tensor({234, 173, 38})));
  EXPECT_TRUE(at::equal(colour(320, 320), at::tensor({255, 255, 255})));
  EXPECT_TRUE(at::equal(colour(8, 640), at::tensor({0, 114, 178})));
  EXPECT_TRUE(at::equal(colour(42, 674), at::tensor({77, 77, 77})));
}

TEST(DrawScatter, LeavesOutPointsThatAreNotFinite) {
  const at::Tensor examples = at::full({2, 8, 8, 1}, 77, at::kByte);
  const auto drawn = [&](const at::Tensor& positions, const at::Tensor& groups) {
    return draw_scatter({.positions = positions, .groups = groups, .examples = examples});
  };
  constexpr double kNone = NAN;
  constexpr double kFar = INFINITY;
  const at::Tensor places =
      at::tensor({0.0, 0.0, kNone, 0.5, 1.0, 1.0, 0.5, kFar}, at::kDouble).view({4, 2});
  const at::Tensor groups = at::tensor({0, 0, 1, 1}, at::kLong);
  const at::Tensor finite = at::tensor({0, 2}, at::kLong);
  EXPECT_TRUE(at::equal(drawn(places, groups),
                        drawn(places.index_select(0, finite), groups.index_select(0, finite))));
  // Without any there is nothing left of it but the examples.
  const at::Tensor picture = drawn(at::full_like(places, kNone), groups);
  EXPECT_TRUE(picture[0].narrow(1, 0, 640).eq(255).all().item<bool>());
}

TEST(DrawScatter, GivesGroupsBeyondTheColoursAnotherShape) {
  const auto ink = [](int64_t group) {
    const at::Tensor picture = draw_scatter({.positions = at::zeros({1, 2}),
                                             .groups = at::full({1}, group, at::kLong),
                                             .examples = at::zeros({17, 8, 8, 3}, at::kByte)});
    return (picture[0].narrow(1, 0, 640) != 255).any(2).sum().item<int64_t>();
  };
  EXPECT_NE(ink(0), ink(8));
  EXPECT_NE(ink(8), ink(16));
}

}  // namespace
}  // namespace tandem
