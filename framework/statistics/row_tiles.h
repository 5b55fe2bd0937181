// Statistics that compare every row of one set with all of another, computed tile by tile.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

namespace tandem {

/// Rows of a tile. Products depend on their shape in the last bits, so that this is part of values.
inline constexpr int64_t kTileRows = 256;

/// Values of the rows [begin, end), (end − begin, columns) float64 on the CPU.
using TileValues = std::function<at::Tensor(int64_t begin, int64_t end)>;

/// The values of rows 0 … num_rows − 1 in order, (num_rows, columns), from tiles of kTileRows, of
/// which the last one may be smaller. Several ranks may share the tiles, as none knows of another.
using TileDealer =
    std::function<at::Tensor(int64_t num_rows, int64_t num_columns, const TileValues& values)>;

}  // namespace tandem
