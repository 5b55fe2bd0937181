#include "framework/statistics/k_means.h"

#include <ATen/ATen.h>

#include <limits>
#include <vector>

#include "framework/core/seed.h"

namespace tandem {
namespace {

constexpr int kMaxMoves = 100;

/// (N, centres).
at::Tensor squared_distances_to(const at::Tensor& rows, const at::Tensor& centers) {
  std::vector<at::Tensor> distances;
  for (const at::Tensor& center : centers.unbind()) {
    // Differences, not a matrix product: rows that are centres have 0, and are not drawn again.
    distances.push_back((rows - center).square().sum(1));
  }
  return at::stack(distances, 1);
}

/// A row drawn with chances in proportion to `weights`; the last one where all are 0.
int64_t draw_row(const at::Tensor& weights, RandomSequence& random) {
  const at::Tensor sums = weights.cumsum(0);
  const double total = sums[-1].item<double>();
  const double target = total * random.uniform();
  const int64_t row = (sums <= target).sum().item<int64_t>();
  // Beyond the end where all weights are 0, or where the target is rounded up to the total.
  return row < weights.size(0) ? row : weights.size(0) - 1;
}

at::Tensor spread_centers(const at::Tensor& rows, int64_t num_cells, uint64_t seed) {
  RandomSequence random(seed);
  const auto first = static_cast<int64_t>(random.below(static_cast<uint64_t>(rows.size(0))));
  std::vector<at::Tensor> centers = {rows[first]};
  while (static_cast<int64_t>(centers.size()) < num_cells) {
    const at::Tensor distances = squared_distances_to(rows, at::stack(centers)).amin(1);
    centers.push_back(rows[draw_row(distances, random)]);
  }
  return at::stack(centers);
}

}  // namespace

at::Tensor nearest_center(const at::Tensor& rows, const at::Tensor& centers) {
  return squared_distances_to(rows.to(at::kCPU, at::kDouble), centers).argmin(1);
}

at::Tensor k_means(const at::Tensor& rows, int64_t num_cells, uint64_t seed) {
  const at::Tensor points = rows.to(at::kCPU, at::kDouble);
  const at::Tensor centers = spread_centers(points, num_cells, seed);
  at::Tensor cells;
  for (int move = 0; move < kMaxMoves; ++move) {
    const at::Tensor now = nearest_center(points, centers);
    // The same cells have the same means: nothing will move any more.
    if (cells.defined() && at::equal(now, cells)) break;
    cells = now;
    for (int64_t cell = 0; cell < num_cells; ++cell) {
      const at::Tensor members = points.index({cells == cell});
      if (members.size(0) > 0) centers[cell].copy_(members.mean(0));
    }
  }
  return centers;
}

}  // namespace tandem
