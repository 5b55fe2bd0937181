// Rows laid out so that distances to many of them are computed at once.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace tandem {

class PackedRows {
 public:
  /// Of `rows` (N, features), kept as float32.
  explicit PackedRows(const at::Tensor& rows);

  int64_t num_rows() const { return num_rows_; }
  int64_t num_features() const { return num_features_; }

  /// Squared Euclidean distances of the rows [begin, end) of `queries` (…, features), as float32,
  /// to all rows: (end − begin, N) float64 on the CPU. Sums of squared float64 differences in the
  /// order of the features, rounded once a feature where the processor has fused multiply-add: the
  /// same bits both ways and whatever the tile; exactly 0 between equal rows.
  at::Tensor squared_distances(const at::Tensor& queries, int64_t begin, int64_t end) const;

 private:
  int64_t num_rows_;
  int64_t num_features_;
  std::vector<float> lanes_;  // blocks of rows, feature by feature; rows of zeros fill the last one
};

}  // namespace tandem
