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

/// So many rows of either side at least: two in each block that is left out in turn.
inline constexpr int64_t kFewestKernelRows = 40;

/// Rows from which the distances of several others are asked: their own sums are computed once.
class KernelReference {
 public:
  /// Of `rows` (N, features).
  KernelReference(const at::Tensor& rows, const TileDealer& deal);

  /// From all pairs of rows of either and of `others` (M, features); `deviation` is the standard
  /// error by leaving out each of 20 blocks of consecutive rows in turn (jackknife): rows are to be
  /// in random order.
  KernelDistance distance(const at::Tensor& others) const;

 private:
  at::Tensor rows_;
  TileDealer deal_;
  at::Tensor own_sums_;  // of the kernel between blocks
};

}  // namespace tandem
