#include "framework/report/thinned_series.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace tandem {
namespace {

/// Appends what stays of points[begin, end), which is not empty.
void keep(const std::vector<Point>& points, size_t begin, size_t end, std::vector<Point>& kept) {
  std::set<size_t> indices = {begin, end - 1};
  size_t low = end;
  size_t high = end;
  size_t gap = end;
  for (size_t i = begin; i < end; ++i) {
    if (!std::isfinite(points[i].y)) {
      gap = std::min(gap, i);
      continue;
    }
    if (low == end || points[i].y < points[low].y) low = i;
    if (high == end || points[i].y > points[high].y) high = i;
  }
  if (low != end) indices.insert({low, high});
  if (gap != end) {
    indices.insert(gap);
    if (indices.size() > 4) indices.erase(end - 1);
  }
  for (const size_t index : indices) kept.push_back(points[index]);
}

}  // namespace

std::vector<Point> thinned(const std::vector<Point>& points, size_t most) {
  if (points.size() <= most) return points;
  const size_t num_stretches = most / 4;
  const double first = points.front().x;
  const double length = (points.back().x - first) / static_cast<double>(num_stretches);
  std::vector<Point> kept;
  size_t begin = 0;
  for (size_t stretch = 1; stretch <= num_stretches; ++stretch) {
    const double bound = first + length * static_cast<double>(stretch);
    size_t end = begin;
    // The last stretch takes what lies beyond its bound by rounding, too.
    while (end < points.size() && (stretch == num_stretches || points[end].x < bound)) ++end;
    if (end > begin) keep(points, begin, end, kept);
    begin = end;
  }
  return kept;
}

}  // namespace tandem
