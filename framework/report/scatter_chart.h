// Points of groups in two measures, and the front that no other point betters.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "framework/report/axis.h"
#include "framework/report/chart_frame.h"
#include "framework/report/chart_style.h"
#include "framework/report/html.h"
#include "framework/report/thinned_series.h"

namespace tandem {

struct ScatterPoint {
  std::string name;
  size_t group = 0;
  bool is_mean = false;  // large and filled; others are small and open
  Point place;
};

struct ScatterChart {
  ChartTexts texts;
  std::vector<ScatterPoint> points;
  std::vector<Point> front = {};    // by x
  bool is_share = false;            // both axes from 0 to 1
  std::optional<Axis> x_axis = {};  // where it is not to be fitted to the points
};

Html drawn(const ScatterChart& chart);

/// Those points that no other one betters in both measures, by x. Less of x is better; of y, less
/// or more. Points that are not finite are none.
std::vector<Point> pareto_front(std::vector<Point> points, bool lower_is_better);

}  // namespace tandem
