#include "framework/sweep/median_of.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tandem {

double median_of(std::vector<double> values) {
  // NaN has no place in an order: sorting it is undefined.
  if (std::ranges::any_of(values, [](double value) { return std::isnan(value); })) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  std::ranges::sort(values);
  const size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace tandem
