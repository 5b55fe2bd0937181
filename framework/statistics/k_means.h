// Rows in cells around centres.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace tandem {

/// Centres (cells, features) float64 of `rows` (N, features), N at least `num_cells`: seeded by
/// k-means++ (Arthur and Vassilvitskii, 2007), then moved until no row changes its cell, at most
/// 100 times (Lloyd, "Least squares quantization in PCM", 1982). A cell that loses all its rows
/// stays where it was.
at::Tensor k_means(const at::Tensor& rows, int64_t num_cells, uint64_t seed);

/// The nearest centre of every row, the first of equally near ones: (N) int64.
at::Tensor nearest_center(const at::Tensor& rows, const at::Tensor& centers);

}  // namespace tandem
