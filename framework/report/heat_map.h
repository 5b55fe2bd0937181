// A matrix as cells that are the darker the larger their value is.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "framework/report/chart_frame.h"
#include "framework/report/html.h"

namespace tandem {

struct HeatMap {
  ChartTexts texts;
  std::vector<std::string> rows;
  std::vector<std::string> columns;
  std::vector<double> values;          // row by row; not finite: an empty cell
  std::optional<double> largest = {};  // what the darkest cell stands for; none: the maximum
};

/// Cells tell their values when they are pointed at, and show them where there is room.
Html drawn(const HeatMap& map);

}  // namespace tandem
