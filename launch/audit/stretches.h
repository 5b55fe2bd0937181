// The stretches of a run, each from one checkpoint to the next, and which of them are audited.
#pragma once

#include <cstdint>
#include <vector>

namespace tandem {

/// The steps behind `begin` up to and including `end`.
struct Stretch {
  int64_t begin = 0;
  int64_t end = 0;
  bool operator==(const Stretch&) const = default;
};

/// From `first` to the first of the ascending `steps` behind it, and on to the last.
std::vector<Stretch> stretches_between(int64_t first, const std::vector<int64_t>& steps);

/// `count` of them, or all where there are fewer, drawn without replacement; in their order. Equal
/// seeds draw the same.
std::vector<Stretch> draw_stretches(std::vector<Stretch> stretches, int64_t count, uint64_t seed);

}  // namespace tandem
