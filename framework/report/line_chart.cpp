#include "framework/report/line_chart.h"

#include <algorithm>
#include <cmath>

#include "framework/core/text.h"
#include "framework/report/chart_style.h"

namespace tandem {
namespace {

/// "M1 2L3 4", a new M after each gap.
std::string path_of(const ChartFrame& frame, const std::vector<Point>& points) {
  std::string path;
  bool is_pen_down = false;
  for (const Point& point : points) {
    const double x = frame.x(point.x);
    const double y = frame.y(point.y);
    if (!std::isfinite(x) || !std::isfinite(y)) {
      is_pen_down = false;
      continue;
    }
    path += (is_pen_down ? "L" : "M") + coordinate(x) + " " + coordinate(y);
    is_pen_down = true;
  }
  return path;
}

Html drawn_line(const ChartFrame& frame, const ChartLine& line) {
  const Html name = element("title", {}, printable_line(line.name));
  // A path of one point has no length and would not be seen.
  if (line.points.size() == 1) {
    const Point& point = line.points.front();
    if (!std::isfinite(frame.y(point.y))) return {};
    return drawn({.group = line.group,
                  .x = frame.x(point.x),
                  .y = frame.y(point.y),
                  .radius = line.is_mean ? 4.0 : 2.5,
                  .is_filled = line.is_mean,
                  .name = line.name});
  }
  const std::string style = (line.is_mean ? "mean " : "seed ") + colour_class(line.group);
  Attributes attributes = {{"class", style}, {"d", path_of(frame, line.points)}};
  if (line.is_mean) attributes.emplace_back("stroke-dasharray", dashes_of(line.group));
  Html mark = Html::element("path", attributes, name);
  // One marker at the end tells the group where neither colour nor dashes do.
  const auto last = std::find_if(line.points.rbegin(), line.points.rend(), [&](const Point& point) {
    return std::isfinite(frame.y(point.y));
  });
  if (line.is_mean && last != line.points.rend()) {
    mark += drawn({.group = line.group, .x = frame.x(last->x), .y = frame.y(last->y), .radius = 4});
  }
  return mark;
}

Html drawn_band(const ChartFrame& frame, const ChartBand& band) {
  std::vector<Point> outline;
  for (const Point& low : band.lows) {
    if (std::isfinite(low.y)) outline.push_back(low);
  }
  std::for_each(band.highs.rbegin(), band.highs.rend(), [&](const Point& high) {
    if (std::isfinite(high.y)) outline.push_back(high);
  });
  if (outline.size() < 4) return {};
  return element("path", {{"class", "band " + colour_class(band.group)},
                          {"d", path_of(frame, outline) + "Z"}});
}

}  // namespace

Html drawn(const LineChart& chart) {
  std::vector<double> xs;
  std::vector<double> ys;
  for (const ChartLine& line : chart.lines) {
    for (const Point& point : line.points) {
      xs.push_back(point.x);
      ys.push_back(point.y);
    }
  }
  // A band may reach beyond the lines that are drawn, of which there may be none but its mean.
  for (const ChartBand& band : chart.bands) {
    for (const std::vector<Point>* edge : {&band.lows, &band.highs}) {
      for (const Point& point : *edge) {
        if (std::isfinite(point.y)) ys.push_back(point.y);
      }
    }
  }
  const Axis x_axis = chart.x_axis ? *chart.x_axis : linear_axis(xs);
  ChartFrame frame(chart.texts, x_axis, fitting_axis(ys));
  for (const ChartBand& band : chart.bands) frame.add(drawn_band(frame, band));
  // Means lie above single runs, and all lines above the bands.
  for (const bool is_mean : {false, true}) {
    for (const ChartLine& line : chart.lines) {
      if (line.is_mean == is_mean) frame.add(drawn_line(frame, line));
    }
  }
  return frame.finished();
}

}  // namespace tandem
