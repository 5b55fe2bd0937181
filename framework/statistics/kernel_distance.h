// How far two sets of features lie apart under a polynomial kernel.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "framework/statistics/row_tiles.h"

namespace tandem {

/// The squared maximum mean discrepancy with the kernel (x·y / features + 1)³, an unbiased
/// estimate, which may be negative (Bińkowski et al., "Demystifying MMD GANs", 2018).
struct KernelDistance {
  double value = 0.0;
  double deviation = 0.0;
};

/// From all pairs of rows of `first` (N, features) and `second` (M, features), at least 40 of each;
/// `deviation` is the standard error by leaving out each of 20 blocks of consecutive rows in turn
/// (jackknife).
KernelDistance kernel_distance(const at::Tensor& first, const at::Tensor& second,
                               const TileDealer& deal);

/// The mean over subsets and their population deviation, which is no standard error, as they
/// overlap. `first_subsets` and `second_subsets` (subsets, rows of each) int64 are rows of either.
KernelDistance subset_kernel_distance(const at::Tensor& first, const at::Tensor& second,
                                      const at::Tensor& first_subsets,
                                      const at::Tensor& second_subsets);

}  // namespace tandem
