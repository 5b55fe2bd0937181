#include "launch/audit/stretches.h"

#include <algorithm>

#include "framework/core/seed.h"

namespace tandem {

std::vector<Stretch> stretches_between(int64_t first, const std::vector<int64_t>& steps) {
  std::vector<Stretch> stretches;
  int64_t begin = first;
  for (const int64_t step : steps) {
    if (step <= begin) continue;
    stretches.push_back({begin, step});
    begin = step;
  }
  return stretches;
}

std::vector<Stretch> draw_stretches(std::vector<Stretch> stretches, int64_t count, uint64_t seed) {
  shuffle(stretches, mix_bits(seed));
  stretches.resize(std::min(stretches.size(), static_cast<size_t>(count)));
  std::ranges::sort(stretches, {}, &Stretch::begin);
  return stretches;
}

}  // namespace tandem
