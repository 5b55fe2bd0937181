#include "framework/report/rank_correlation.h"

#include <cmath>
#include <cstddef>

#include "framework/report/few_runs.h"

namespace tandem {

std::optional<double> rank_correlation(const std::vector<double>& first,
                                       const std::vector<double>& second) {
  constexpr size_t kFewest = 3;
  const size_t count = first.size();
  if (count < kFewest) return std::nullopt;
  const std::vector<double> ranks = mean_ranks({first});
  const std::vector<double> others = mean_ranks({second});
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
