#include "framework/report/scatter_chart.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

namespace tandem {
namespace {

/// Places of the chart's axes, which a share fills whatever its points are.
std::vector<double> values_of(const ScatterChart& chart, double Point::*member) {
  std::vector<double> values;
  if (chart.is_share) values = {0.0, 1.0};
  for (const ScatterPoint& point : chart.points) values.push_back(point.place.*member);
  return values;
}

Axis scatter_axis(const ScatterChart& chart, double Point::*member) {
  const std::vector<double> values = values_of(chart, member);
  return chart.is_share ? linear_axis(values) : fitting_axis(values);
}

/// Steps from point to point: between them nothing is known.
std::string steps_of(const ChartFrame& frame, const std::vector<Point>& front) {
  std::string path;
  for (const Point& point : front) {
    const std::string x = coordinate(frame.x(point.x));
    const std::string y = coordinate(frame.y(point.y));
    path += path.empty() ? "M" + x + " " + y : "H" + x + "V" + y;
  }
  return path;
}

}  // namespace

std::vector<Point> pareto_front(std::vector<Point> points, bool lower_is_better) {
  std::erase_if(points, [](const Point& point) {
    return !std::isfinite(point.x) || !std::isfinite(point.y);
  });
  const double sign = lower_is_better ? 1.0 : -1.0;
  // By x, the better y first: of equal x the others are then bettered.
  std::ranges::sort(points, {},
                    [&](const Point& point) { return std::pair(point.x, sign * point.y); });
  std::vector<Point> front;
  double best = std::numeric_limits<double>::infinity();
  for (const Point& point : points) {
    if (sign * point.y >= best) continue;
    best = sign * point.y;
    front.push_back(point);
  }
  return front;
}

Html drawn(const ScatterChart& chart) {
  const Axis x_axis = chart.x_axis ? *chart.x_axis : scatter_axis(chart, &Point::x);
  ChartFrame frame(chart.texts, x_axis, scatter_axis(chart, &Point::y));
  if (chart.front.size() > 1) {
    frame.add(element("path", {{"class", "front"}, {"d", steps_of(frame, chart.front)}}));
  }
  // Means lie above single runs.
  for (const bool is_mean : {false, true}) {
    for (const ScatterPoint& point : chart.points) {
      const double x = frame.x(point.place.x);
      const double y = frame.y(point.place.y);
      if (point.is_mean != is_mean || !std::isfinite(x) || !std::isfinite(y)) continue;
      frame.add(drawn({.group = point.group,
                       .x = x,
                       .y = y,
                       .radius = is_mean ? 5.5 : 3.0,
                       .is_filled = is_mean,
                       .name = point.name}));
    }
  }
  return frame.finished();
}

}  // namespace tandem
