// Long series with fewer points, of which none that stands out is lost.
#pragma once

#include <cstddef>
#include <vector>

namespace tandem {

struct Point {
  double x = 0.0;
  double y = 0.0;  // not finite: a gap
};

inline constexpr size_t kMostPoints = 500;

/// `points`, in the order of x, where there are at most `most`; else of each of `most` / 4 equal
/// stretches of x the first, the lowest, the highest and the last point, in their order. The first
/// gap of a stretch stays, in place of the last point. `most` is at least 4.
std::vector<Point> thinned(const std::vector<Point>& points, size_t most = kMostPoints);

}  // namespace tandem
