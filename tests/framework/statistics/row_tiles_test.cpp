// Tiles of rows are put together in order.
#include "framework/statistics/row_tiles.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

namespace tandem {
namespace {

TEST(RowTiles, HoldEveryRowInOrder) {
  const int64_t num_rows = 2 * kTileRows + 3;
  int64_t largest = 0;
  const at::Tensor rows = compute_tiles(num_rows, 2, [&](int64_t begin, int64_t end) {
    largest = std::max(largest, end - begin);
    const at::Tensor number = at::arange(begin, end, at::kDouble);
    return at::stack({number, -number}, 1);
  });
  EXPECT_EQ(largest, kTileRows);
  EXPECT_TRUE(at::equal(rows.select(1, 1), -at::arange(num_rows, at::kDouble)));
}

}  // namespace
}  // namespace tandem
