// A dealer of tiles that shares them with nobody.
#pragma once

#include <ATen/ATen.h>

#include <algorithm>
#include <cstdint>

#include "framework/statistics/neighbours.h"
#include "framework/statistics/row_tiles.h"

namespace tandem {

/// See TileDealer.
inline at::Tensor compute_tiles(int64_t num_rows, int64_t num_columns, const TileValues& values) {
  const at::Tensor rows = at::empty({num_rows, num_columns}, at::kDouble);
  for (int64_t begin = 0; begin < num_rows; begin += kTileRows) {
    const int64_t end = std::min(num_rows, begin + kTileRows);
    rows.narrow(0, begin, end - begin).copy_(values(begin, end));
  }
  return rows;
}

inline Neighbourhoods neighbourhoods_of(const at::Tensor& real, const at::Tensor& generated,
                                        int64_t k, const TileDealer& deal = compute_tiles) {
  return find_neighbourhoods(own_neighbours(real, k, deal), real, generated, k, deal);
}

}  // namespace tandem
