// Bars of categories, side by side for each of several series.
#pragma once

#include <string>
#include <vector>

#include "framework/report/chart_frame.h"
#include "framework/report/chart_style.h"
#include "framework/report/html.h"

namespace tandem {

struct BarChart {
  ChartTexts texts;
  std::vector<std::string> categories;
  std::vector<LegendEntry> series;
  std::vector<double> values;  // series by series, one per category; not finite: no bar
};

/// Bars stand on zero. Where categories are many, some are named.
Html drawn(const BarChart& chart);

}  // namespace tandem
