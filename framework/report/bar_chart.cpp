#include "framework/report/bar_chart.h"

#include <algorithm>
#include <cmath>

#include "framework/core/text.h"
#include "framework/report/chart_style.h"

namespace tandem {
namespace {

constexpr size_t kMostNames = 12;
constexpr double kGroupShare = 0.8;  // of the room of a category that its bars fill

Axis category_axis(const std::vector<std::string>& categories) {
  const size_t count = std::max<size_t>(categories.size(), 1);
  Axis axis{.low = 0.0, .high = static_cast<double>(count)};
  const size_t stride = (count + kMostNames - 1) / kMostNames;
  const size_t letters = 60 / std::min(count, kMostNames) + 1;
  for (size_t i = 0; i < categories.size(); i += stride) {
    axis.ticks.push_back({static_cast<double>(i) + 0.5, shortened(categories[i], letters)});
  }
  return axis;
}

}  // namespace

Html drawn(const BarChart& chart) {
  std::vector<double> values = chart.values;
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
           {"width", coordinate(frame.x(left + width) - frame.x(left) - 0.4)},
           {"height", coordinate(std::abs(frame.y(value) - frame.y(0)))}},
          element("title", {},
                  printable_line(chart.series[series].name + ", " + chart.categories[category]))));
    }
  }
  return frame.finished();
}

}  // namespace tandem
