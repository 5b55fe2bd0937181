#include "framework/report/interval_chart.h"

#include <algorithm>
#include <cmath>

#include "framework/core/text.h"
#include "framework/report/axis.h"
#include "framework/report/chart_style.h"
#include "framework/report/number_text.h"

namespace tandem {
namespace {

constexpr double kColumnWidth = 440;
constexpr double kInset = 10;
constexpr double kNameRoom = 60;
// A wide chart has its labels on the left and its numbers on the right of it.
constexpr double kPageWidth = 820;
constexpr double kLabelWidth = 200;
constexpr double kNumberWidth = 120;

/// Where the rows of a chart lie.
struct Rows {
  Axis axis;
  bool is_wide;
  double top;
  double bottom;

  double height() const { return is_wide ? 44 : 54; }
  double width() const { return is_wide ? kPageWidth : kColumnWidth; }
  double left() const { return is_wide ? kLabelWidth : kInset; }
  double right() const { return width() - (is_wide ? kNumberWidth : kInset); }
  double x(double value) const { return left() + axis.place(value) * (right() - left()); }
};

/// Intervals of two runs reach thirteen half differences to either side: they must not squeeze
/// everything else.
Axis interval_axis(const IntervalChart& chart) {
  std::vector<double> values;
  double reach = 0.0;
  for (const IntervalRow& row : chart.rows) {
    values.insert(values.end(), row.values.begin(), row.values.end());
    if (row.mean) values.push_back(*row.mean);
  }
  for (const ReferenceLine& reference : chart.references) values.push_back(reference.value);
  std::erase_if(values, [](double value) { return !std::isfinite(value); });
  if (!values.empty()) reach = std::ranges::max(values) - std::ranges::min(values);
  for (const IntervalRow& row : chart.rows) {
    // An interval adds at most as much, on either side, as everything else takes.
    if (!row.mean || !row.half_width || *row.half_width > reach) continue;
    values.push_back(*row.mean - *row.half_width);
    values.push_back(*row.mean + *row.half_width);
  }
  return linear_axis(values);
}

Html segment(const std::string& style, double x1, double y1, double x2, double y2) {
  return element("path", {{"class", style},
                          {"d", "M" + coordinate(x1) + " " + coordinate(y1) + "L" + coordinate(x2) +
                                    " " + coordinate(y2)}});
}

/// A short stroke across where the interval ends, an arrowhead where it goes on.
Html interval_end(const std::string& style, double x, double y, double cut) {
  // Exactly equal where nothing was cut: `cut` is then x itself.
  if (x == cut) return segment(style, x, y - 5, x, y + 5);
  const double inward = cut < x ? -6 : 6;
  return segment(style, cut + inward, y - 4, cut, y) + segment(style, cut + inward, y + 4, cut, y);
}

/// What a row is called and, where there is room, its numbers.
Html row_texts(const Rows& rows, const IntervalRow& row, double y) {
  if (!rows.is_wide) return drawn_text(kInset, y - 12, "start", shortened(row.label, 60), "label");
  Html texts = drawn_text(0, y + 4, "start", shortened(row.label, 28), "label");
  if (row.mean) {
    texts +=
        drawn_text(rows.width(), y + 4, "end", number_text(*row.mean, row.half_width), "label");
  }
  return texts;
}

Html drawn_row(const Rows& rows, const IntervalRow& row, double y) {
  Html content = row_texts(rows, row, y);
  const std::string style = "mean " + colour_class(row.group);
  if (row.mean && row.half_width) {
    const double low = rows.x(*row.mean - *row.half_width);
    const double high = rows.x(*row.mean + *row.half_width);
    const double left = std::max(low, rows.left() - kInset + 1);
    const double right = std::min(high, rows.right() + kInset - 1);
    content += segment(style, left, y, right, y);
    content += interval_end(style, low, y, left) + interval_end(style, high, y, right);
  }
  for (const double value : row.values) {
    if (!std::isfinite(value)) continue;
    content += drawn({.group = row.group,
                      .x = rows.x(value),
                      .y = y + 12,
                      .radius = 3,
                      .is_filled = false,
                      .name = number_text(value, std::nullopt)});
  }
  if (!row.mean) return content;
  return content + drawn({.group = row.group,
                          .x = rows.x(*row.mean),
                          .y = y,
                          .radius = 5.5,
                          .name = "mean " + number_text(*row.mean, row.half_width)});
}

/// Labels of references above the rows, in two lines where they would meet.
Html drawn_references(const Rows& rows, std::vector<ReferenceLine> references) {
  std::ranges::sort(references, {}, &ReferenceLine::value);
  Html content;
  for (size_t i = 0; i < references.size(); ++i) {
    const double x = rows.x(references[i].value);
    const double y = rows.top - (i % 2 == 0 ? 4 : 18);
    // The first stands to the left of its line, so that it does not run into the others.
    const bool is_before = i == 0 ? x > kNameRoom : x > rows.right() - kNameRoom;
    content += segment("reference", x, y - 8, x, rows.bottom);
    content += drawn_text(x + (is_before ? -5 : 5), y, is_before ? "end" : "start",
                          shortened(references[i].label, 24));
  }
  return content;
}

}  // namespace

Html drawn(const IntervalChart& chart) {
  std::vector<ReferenceLine> references = chart.references;
  std::erase_if(references, [](const auto& each) { return !std::isfinite(each.value); });
  const double top = 8.0 + 14.0 * static_cast<double>(std::min<size_t>(references.size(), 2));
  Rows rows{.axis = interval_axis(chart), .is_wide = chart.is_wide, .top = top, .bottom = top};
  rows.bottom += rows.height() * static_cast<double>(chart.rows.size());
  Html content;
  for (const Tick& tick : rows.axis.ticks) {
    const double x = rows.x(tick.value);
    content += segment("grid", x, rows.top, x, rows.bottom + 4);
    content += drawn_text(x, rows.bottom + 18, "middle", tick.text);
  }
  content += drawn_references(rows, references);
  for (size_t i = 0; i < chart.rows.size(); ++i) {
    // Rows that are not wide have their label above the mark.
    const double offset = rows.height() * (static_cast<double>(i) + (rows.is_wide ? 0.35 : 0.5));
    content += drawn_row(rows, chart.rows[i], rows.top + offset);
  }
  const bool has_title = !chart.texts.x_title.empty();
  if (has_title) {
    content += drawn_text(rows.right(), rows.bottom + 36, "end", chart.texts.x_title, "axis");
  }
  return drawing(chart.texts, rows.width(), rows.bottom + (has_title ? 42 : 24), content);
}

}  // namespace tandem
