#include "framework/report/heat_map.h"

#include <algorithm>
#include <cmath>

#include "framework/core/text.h"
#include "framework/report/chart_style.h"
#include "framework/report/number_text.h"

namespace tandem {
namespace {

constexpr double kMapWidth = 440;
constexpr double kNamesWidth = 104;
constexpr double kHeaderHeight = 40;
constexpr double kMostCellHeight = 30;
constexpr double kNarrowestWithText = 34;
// Text on the darkest cell keeps a contrast of 4.5.
constexpr double kDarkest = 0.72;

struct Cells {
  const HeatMap& map;
  double width;
  double height;
  double largest;
  Digits digits;
};

double largest_of(const HeatMap& map) {
  if (map.largest) return *map.largest;
  double largest = 0.0;
  for (const double value : map.values) {
    if (std::isfinite(value)) largest = std::max(largest, value);
  }
  return largest;
}

Html heat_cell(const Cells& cells, size_t row, size_t column) {
  const HeatMap& map = cells.map;
  const double value = map.values.at(row * map.columns.size() + column);
  if (!std::isfinite(value)) return {};
  const double share = cells.largest > 0 ? std::clamp(value / cells.largest, 0.0, 1.0) : 0.0;
  const double left = kNamesWidth + cells.width * static_cast<double>(column);
  const double top = kHeaderHeight + cells.height * static_cast<double>(row);
  Html drawn_cell = element("rect",
                            {{"class", "heat"},
                             {"x", coordinate(left)},
                             {"y", coordinate(top)},
                             {"width", coordinate(cells.width - 1)},
                             {"height", coordinate(cells.height - 1)},
                             {"fill-opacity", number_text(share * kDarkest, Digits{2})}},
                            element("title", {},
                                    printable_line(map.rows[row] + ", " + map.columns[column] +
                                                   ": " + number_text(value, std::nullopt))));
  if (cells.width >= kNarrowestWithText && cells.height >= 14) {
    drawn_cell += drawn_text(left + cells.width / 2, top + cells.height / 2 + 4, "middle",
                             number_text(value, cells.digits), "value");
  }
  return drawn_cell;
}

/// Names along an edge, at most one for every so many units.
size_t stride_of(double room, double needed) {
  return std::max<size_t>(1, static_cast<size_t>(std::ceil(needed / room)));
}

}  // namespace

Html drawn(const HeatMap& map) {
  const auto num_rows = static_cast<double>(std::max<size_t>(map.rows.size(), 1));
  const auto num_columns = static_cast<double>(std::max<size_t>(map.columns.size(), 1));
  const double largest = largest_of(map);
  const Cells cells{.map = map,
                    .width = (kMapWidth - kNamesWidth) / num_columns,
                    // All rows in 360 units, but none too low to be pointed at.
                    .height = std::min(kMostCellHeight, std::max(8.0, 360.0 / num_rows)),
                    .largest = largest,
                    .digits = {largest < 10    ? 2
                               : largest < 100 ? 1
                                               : 0}};
  Html content = drawn_text(0, 14, "start", map.texts.y_title, "axis");
  content += drawn_text(kMapWidth, 14, "end", map.texts.x_title, "axis");
  // 6.5 units are about the width of a letter.
  const auto most_letters = static_cast<size_t>(std::max(cells.width, kNarrowestWithText) / 6.5);
  for (size_t column = 0; column < map.columns.size();
       column += stride_of(cells.width, kNarrowestWithText)) {
    content +=
        drawn_text(kNamesWidth + cells.width * (static_cast<double>(column) + 0.5),
                   kHeaderHeight - 7, "middle", shortened(map.columns[column], most_letters));
  }
  for (size_t row = 0; row < map.rows.size(); ++row) {
    if (row % stride_of(cells.height, 13) == 0) {
      content += drawn_text(kNamesWidth - 6,
                            kHeaderHeight + cells.height * (static_cast<double>(row) + 0.5) + 4,
                            "end", shortened(map.rows[row], 16));
    }
    for (size_t column = 0; column < map.columns.size(); ++column) {
      content += heat_cell(cells, row, column);
    }
  }
  return drawing(map.texts, kMapWidth, kHeaderHeight + cells.height * num_rows, content);
}

}  // namespace tandem
