#include "framework/statistics/packed_rows.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>

#include "framework/core/alignment.h"

namespace tandem {
namespace {

constexpr int64_t kHalfLanes = 4;
constexpr int64_t kLanes = 2 * kHalfLanes;  // rows of a block
constexpr int64_t kQueries = 4;             // that meet a block together: their sums fit registers
// Of blocks that all queries meet before the next ones are read: they stay in the cache.
constexpr int64_t kPanelValues = 32 * 1024;

using FloatLanes [[gnu::vector_size(kHalfLanes * sizeof(float))]] = float;
using DoubleLanes [[gnu::vector_size(kHalfLanes * sizeof(double))]] = double;

/// Queries, feature by feature, that meet blocks of rows.
struct Meeting {
  const double* queries;  // (features, kQueries)
  const float* lanes;     // (blocks, features, kLanes)
  int64_t num_features;
  int64_t num_blocks;
  double* distances;  // (kQueries, row_stride)
  int64_t row_stride;
};

// With fused multiply-add, which brings vectors of four, it takes half the time.
[[gnu::target_clones("fma", "default")]] void meet(const Meeting& meeting) {
  for (int64_t block = 0; block < meeting.num_blocks; ++block) {
    DoubleLanes sums[kQueries][2] = {};
    const float* lanes = meeting.lanes + block * meeting.num_features * kLanes;
    const double* queries = meeting.queries;
    for (int64_t feature = 0; feature < meeting.num_features; ++feature) {
      FloatLanes narrow[2];
      // Copied, not cast: a vector needs an alignment that the floats need not have.
      std::memcpy(narrow, lanes, sizeof(narrow));
      // Wide before the difference, which float32 would round.
      const DoubleLanes low = __builtin_convertvector(narrow[0], DoubleLanes);
      const DoubleLanes high = __builtin_convertvector(narrow[1], DoubleLanes);
      for (int64_t query = 0; query < kQueries; ++query) {
        const DoubleLanes from_low = low - queries[query], from_high = high - queries[query];
        sums[query][0] += from_low * from_low;
        sums[query][1] += from_high * from_high;
      }
      lanes += kLanes;
      queries += kQueries;
    }
    for (int64_t query = 0; query < kQueries; ++query) {
      double* distances = meeting.distances + query * meeting.row_stride + block * kLanes;
      std::memcpy(distances, sums[query], sizeof(sums[query]));
    }
  }
}

}  // namespace

PackedRows::PackedRows(const at::Tensor& rows)
    : num_rows_(rows.size(0)),
      num_features_(rows.size(1)),
      lanes_(static_cast<size_t>(rounded_up(num_rows_, kLanes) * num_features_)) {
  const at::Tensor source = rows.to(at::kCPU, at::kFloat).contiguous();
  const float* values = source.const_data_ptr<float>();
  for (int64_t row = 0; row < num_rows_; ++row) {
    float* lane = lanes_.data() + row / kLanes * kLanes * num_features_ + row % kLanes;
    for (int64_t i = 0; i < num_features_; ++i) lane[i * kLanes] = values[row * num_features_ + i];
  }
}

at::Tensor PackedRows::squared_distances(const at::Tensor& queries, int64_t begin,
                                         int64_t end) const {
  const int64_t count = rounded_up(end - begin, kQueries), stride = rounded_up(num_rows_, kLanes);
  // (groups, features, kQueries), filled up with queries of zeros.
  const at::Tensor tile = at::zeros({count, num_features_}, at::kDouble);
  tile.narrow(0, 0, end - begin).copy_(queries.narrow(0, begin, end - begin).to(at::kFloat));
  const at::Tensor packed =
      tile.view({count / kQueries, kQueries, num_features_}).transpose(1, 2).contiguous();
  const at::Tensor distances = at::empty({count, stride}, at::kDouble);
  const int64_t panel_rows =
      rounded_up(kPanelValues / std::max<int64_t>(num_features_, 1) + 1, kLanes);
  for (int64_t row = 0; row < stride; row += panel_rows) {
    for (int64_t first = 0; first < count; first += kQueries) {
      meet({.queries = packed.const_data_ptr<double>() + first * num_features_,
            .lanes = lanes_.data() + row * num_features_,
            .num_features = num_features_,
            .num_blocks = std::min(panel_rows, stride - row) / kLanes,
            .distances = distances.mutable_data_ptr<double>() + first * stride + row,
            .row_stride = stride});
    }
  }
  return distances.narrow(0, 0, end - begin).narrow(1, 0, num_rows_);
}

}  // namespace tandem
