// Groups in one measure: every run, the mean, its interval, and what bounds or anchors them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "framework/report/chart_frame.h"
#include "framework/report/html.h"

namespace tandem {

struct IntervalRow {
  std::string label;
  size_t group = 0;
  std::vector<double> values;  // of its runs; not finite: not drawn
  std::optional<double> mean = {};
  std::optional<double> half_width = {};
};

/// A value to hold the rows against: a floor, a ceiling, what real data gets.
struct ReferenceLine {
  std::string label;
  double value = 0.0;
};

struct IntervalChart {
  ChartTexts texts;      // of which the title of x says what is measured
  bool is_wide = false;  // as wide as the page, not as a column of it
  std::vector<IntervalRow> rows;
  std::vector<ReferenceLine> references = {};
};

/// One row below the other, in their order: the mean and its interval, below them the runs. The
/// axis covers all runs, means and references; an interval that goes beyond it is cut there, with
/// an arrow.
Html drawn(const IntervalChart& chart);

}  // namespace tandem
