#include "framework/statistics/neighbours.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <vector>

namespace tandem {
namespace {

/// Rows whose distances to all others are held at once.
constexpr int64_t kStripRows = 32;

/// The `k` smallest of `count` values, rising.
std::vector<double> smallest(const double* values, int64_t count, int64_t k) {
  std::vector<double> kept(static_cast<size_t>(k), std::numeric_limits<double>::infinity());
  for (int64_t i = 0; i < count; ++i) {
    // Most values end here, k being small.
    if (!(values[i] < kept.back())) continue;
    const auto place = std::upper_bound(kept.begin(), kept.end(), values[i]);
    std::move_backward(place, kept.end() - 1, kept.end());
    *place = values[i];
  }
  return kept;
}

/// Of the first of the smallest.
int64_t index_of_smallest(const double* values, int64_t count) {
  return std::min_element(values, values + count) - values;
}

int64_t count_below(const double* values, const double* bounds, int64_t count) {
  int64_t below = 0;
  for (int64_t i = 0; i < count; ++i) below += values[i] < bounds[i] ? 1 : 0;
  return below;
}

/// Calls `read` with the number and the distances of each of the rows [begin, end).
void for_each_row(const PackedRows& others, const at::Tensor& rows, int64_t begin, int64_t end,
                  const std::function<void(int64_t row, double* distances)>& read) {
  for (int64_t first = begin; first < end; first += kStripRows) {
    const int64_t last = std::min(end, first + kStripRows);
    const at::Tensor strip = others.squared_distances(rows, first, last);
    auto* distances = strip.mutable_data_ptr<double>();
    for (int64_t row = first; row < last; ++row) {
      read(row, distances + (row - first) * strip.stride(0));
    }
  }
}

double share(const at::Tensor& condition) {
  return condition.sum().item<double>() / static_cast<double>(condition.numel());
}

}  // namespace

OwnNeighbours own_neighbours(const at::Tensor& rows, int64_t k, const TileDealer& deal) {
  const PackedRows packed(rows);
  const at::Tensor found = deal(rows.size(0), 2, [&](int64_t begin, int64_t end) {
    const at::Tensor values = at::empty({end - begin, 2}, at::kDouble);
    auto* value = values.mutable_data_ptr<double>();
    for_each_row(packed, rows, begin, end, [&](int64_t row, double* distances) {
      // A row is no neighbour of its own; other rows equal to it are.
      distances[row] = std::numeric_limits<double>::infinity();
      const std::vector<double> nearest = smallest(distances, packed.num_rows(), k);
      *value++ = nearest.front();
      *value++ = nearest.back();
    });
    return values;
  });
  return {.nearest = found.select(1, 0).contiguous(), .radius = found.select(1, 1).contiguous()};
}

OtherNeighbours other_neighbours(const at::Tensor& rows, const at::Tensor& others,
                                 const at::Tensor& radius, const TileDealer& deal) {
  const PackedRows packed(others);
  const double* bounds = radius.defined() ? radius.const_data_ptr<double>() : nullptr;
  const at::Tensor found = deal(rows.size(0), 3, [&](int64_t begin, int64_t end) {
    const at::Tensor values = at::empty({end - begin, 3}, at::kDouble);
    auto* value = values.mutable_data_ptr<double>();
    for_each_row(packed, rows, begin, end, [&](int64_t, const double* distances) {
      const int64_t nearest = index_of_smallest(distances, packed.num_rows());
      *value++ = distances[nearest];
      // float64 holds every index exactly.
      *value++ = static_cast<double>(nearest);
      *value++ = bounds == nullptr
                     ? 0.0
                     : static_cast<double>(count_below(distances, bounds, packed.num_rows()));
    });
    return values;
  });
  return {.nearest = found.select(1, 0).contiguous(),
          .index = found.select(1, 1).to(at::kLong),
          .hits = found.select(1, 2).to(at::kLong)};
}

at::Tensor nearest_others(const at::Tensor& rows, const at::Tensor& indices,
                          const TileDealer& deal) {
  const PackedRows packed(rows);
  // `place` leads from each index to its row among the different ones.
  const auto [named, place] = at::_unique(indices, /*sorted=*/true, /*return_inverse=*/true);
  const at::Tensor chosen = rows.index_select(0, named);
  const auto* own = named.const_data_ptr<int64_t>();
  return deal(named.size(0), 1,
              [&](int64_t begin, int64_t end) {
                const at::Tensor values = at::empty({end - begin, 1}, at::kDouble);
                auto* value = values.mutable_data_ptr<double>();
                for_each_row(packed, chosen, begin, end, [&](int64_t row, double* distances) {
                  distances[own[row]] = std::numeric_limits<double>::infinity();
                  *value++ = *std::min_element(distances, distances + packed.num_rows());
                });
                return values;
              })
      .flatten()
      .index_select(0, place);
}

Neighbourhoods find_neighbourhoods(const OwnNeighbours& among_real, const at::Tensor& real,
                                   const at::Tensor& generated, int64_t k, const TileDealer& deal) {
  Neighbourhoods found{.real = among_real, .generated = own_neighbours(generated, k, deal)};
  found.of_real = other_neighbours(real, generated, found.generated.radius, deal);
  found.of_generated = other_neighbours(generated, real, found.real.radius, deal);
  return found;
}

Coverage coverage_of(const Neighbourhoods& found, int64_t k) {
  const at::Tensor& hits = found.of_generated.hits;
  return {.precision = share(hits > 0),
          .recall = share(found.of_real.hits > 0),
          .density = share(hits) / static_cast<double>(k),
          .coverage = share(found.of_real.nearest < found.real.radius)};
}

double expected_coverage(int64_t num_real, int64_t num_generated, int64_t k) {
  double none = 1;  // of the k nearest others of a real row are generated
  for (int64_t j = 0; j < k; ++j) {
    none *= static_cast<double>(num_real - 1 - j) /
            static_cast<double>(num_real + num_generated - 1 - j);
  }
  return 1 - none;
}

double nearest_neighbour_accuracy(const Neighbourhoods& found) {
  // Ties are real on both sides: ≤ here, < there.
  const at::Tensor real = found.real.nearest <= found.of_real.nearest;
  const at::Tensor generated = found.generated.nearest < found.of_generated.nearest;
  return share(at::cat({real, generated}));
}

}  // namespace tandem
