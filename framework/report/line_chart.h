// Curves over steps: one bold line per group, a thin one per run, a band around them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "framework/report/axis.h"
#include "framework/report/chart_frame.h"
#include "framework/report/html.h"
#include "framework/report/thinned_series.h"

namespace tandem {

struct ChartLine {
  std::string name;
  size_t group = 0;
  bool is_mean = false;  // bold and with dashes; others are thin
  std::vector<Point> points;
};

/// From the lowest to the highest of a group, by x.
struct ChartBand {
  size_t group = 0;
  std::vector<Point> lows;
  std::vector<Point> highs;
};

struct LineChart {
  ChartTexts texts;
  std::vector<ChartLine> lines;
  std::vector<ChartBand> bands = {};
  std::optional<Axis> x_axis = {};  // where it is not to be fitted to the points
};

/// Lines are interrupted where a value is not finite.
Html drawn(const LineChart& chart);

}  // namespace tandem
