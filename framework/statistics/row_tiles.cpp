#include "framework/statistics/row_tiles.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace tandem {

at::Tensor compute_tiles(int64_t num_rows, int64_t num_columns, const TileValues& values) {
  const at::Tensor rows = at::empty({num_rows, num_columns}, at::kDouble);
  for (int64_t begin = 0; begin < num_rows; begin += kTileRows) {
    const int64_t end = std::min(num_rows, begin + kTileRows);
    rows.narrow(0, begin, end - begin).copy_(values(begin, end));
  }
  return rows;
}

}  // namespace tandem
