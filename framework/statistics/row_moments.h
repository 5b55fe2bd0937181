// Means and covariances of many rows, from blocks of them.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

namespace tandem {

/// Rows of which one float64 copy is held at a time. Products depend on their shape in the last
/// bits, so that this is part of every value.
inline constexpr int64_t kBlockRows = 1024;

/// Calls `visit` with [begin, end) of every block of `num_rows` rows, in order.
void for_each_block(int64_t num_rows, const std::function<void(int64_t begin, int64_t end)>& visit);

/// The rows [begin, end) as float64 on the CPU.
at::Tensor block_of(const at::Tensor& rows, int64_t begin, int64_t end);

/// float64, on the CPU.
struct Gaussian {
  at::Tensor mean;        // (features)
  at::Tensor covariance;  // (features, features)
};

/// float64, on the CPU; tensors are undefined where there are no rows.
struct RowMoments {
  int64_t count = 0;
  at::Tensor mean = {};     // (features)
  at::Tensor scatter = {};  // about the mean, (features, features)
};

/// Of one block (N, features).
RowMoments moments_of(const at::Tensor& block);
/// Of both (Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing
/// sample variances", 1979). Blocks are merged from left to right, which gives the same bits to
/// everyone.
RowMoments merged(const RowMoments& first, const RowMoments& second);

/// The mean and the unbiased covariance; of at least 2 rows.
Gaussian gaussian_of(const RowMoments& moments);
/// Of `rows` (N, features), N at least 2, block by block.
Gaussian fit_gaussian(const at::Tensor& rows);

}  // namespace tandem
