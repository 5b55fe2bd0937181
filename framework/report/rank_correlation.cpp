#include "framework/report/rank_correlation.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace tandem {
namespace {

/// From 1; equal values have the mean of their ranks.
std::vector<double> shared_ranks(const std::vector<double>& values) {
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {}, [&](size_t i) { return values[i]; });
  std::vector<double> ranks(values.size());
  for (size_t first = 0; first < order.size();) {
    size_t end = first + 1;
    while (end < order.size() && values[order[end]] == values[order[first]]) ++end;
    for (size_t i = first; i < end; ++i) ranks[order[i]] = static_cast<double>(first + 1 + end) / 2;
    first = end;
  }
  return ranks;
}

}  // namespace

std::optional<double> rank_correlation(const std::vector<double>& first,
                                       const std::vector<double>& second) {
  constexpr size_t kFewest = 3;
  const size_t count = first.size();
  if (count < kFewest) return std::nullopt;
  const std::vector<double> ranks = shared_ranks(first);
  const std::vector<double> others = shared_ranks(second);
  const double mean = (static_cast<double>(count) + 1) / 2;
  double product = 0;
  double squares = 0;
  double other_squares = 0;
  // The correlation of ranks: the short formula with Σd² does not hold where values are equal.
  for (size_t i = 0; i < count; ++i) {
    product += (ranks[i] - mean) * (others[i] - mean);
    squares += (ranks[i] - mean) * (ranks[i] - mean);
    other_squares += (others[i] - mean) * (others[i] - mean);
  }
  if (squares == 0 || other_squares == 0) return std::nullopt;
  return product / std::sqrt(squares * other_squares);
}

}  // namespace tandem
