#include "framework/report/bar_chart.h"

#include <algorithm>
#include <cmath>

#include "framework/core/text.h"
#include "framework/report/chart_style.h"

namespace tandem {
namespace {

constexpr double kGroupShare = 0.8;  // of the room of a category that its bars fill

}  // namespace

Html drawn(const BarChart& chart) {
  std::vector<double> values = chart.values;
  // Bars stand on zero: the axis must reach it.
  values.push_back(0.0);
  ChartFrame frame(chart.texts, category_axis(chart.categories), linear_axis(values));
  const double num_series = static_cast<double>(std::max<size_t>(chart.series.size(), 1));
  const double width = kGroupShare / num_series;
  for (size_t series = 0; series < chart.series.size(); ++series) {
    for (size_t category = 0; category < chart.categories.size(); ++category) {
      const double value = chart.values.at(series * chart.categories.size() + category);
      if (!std::isfinite(value)) continue;
      const double left = static_cast<double>(category) + (1 - kGroupShare) / 2 +
                          width * static_cast<double>(series);
      const double top = std::min(frame.y(value), frame.y(0));
      frame.add(element(
          "rect",
          {{"class", "bar " + colour_class(chart.series[series].group)},
           {"x", coordinate(frame.x(left))},
           {"y", coordinate(top)},
           // A little narrower, so that neighbours do not run into one another.
           {"width", coordinate(frame.x(left + width) - frame.x(left) - 0.4)},
           {"height", coordinate(std::abs(frame.y(value) - frame.y(0)))}},
          element("title", {},
                  printable_line(chart.series[series].name + ", " + chart.categories[category]))));
    }
  }
  return frame.finished();
}

}  // namespace tandem
