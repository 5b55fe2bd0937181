// Spectra, histograms of classes, matrices: what a measurement recorded beside its numbers.
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "framework/core/named_values.h"
#include "framework/core/text.h"
#include "framework/report/bar_chart.h"
#include "framework/report/chart_style.h"
#include "framework/report/heat_map.h"
#include "framework/report/line_chart.h"
#include "framework/report/number_text.h"
#include "framework/report/page_parts.h"
#include "framework/report/panel.h"
#include "framework/report/representatives.h"
#include "framework/runs/metric_names.h"
#include "framework/runs/stamp_fields.h"

namespace tandem {
namespace {

constexpr size_t kMostLines = 4;
constexpr size_t kMostBars = 40;
constexpr size_t kMostCells = 4096;

/// A series of the run that stands for its group.
struct Recorded {
  size_t group = 0;
  size_t run = 0;
  const RecordedSeries* series = nullptr;
};

bool is_sound(const RecordedSeries& series) {
  return !series.rows.empty() && !series.values.empty() &&
         series.values.size() % series.rows.size() == 0 &&
         (series.columns.empty() ||
          series.columns.size() == series.values.size() / series.rows.size());
}

/// What a series is called, and what it was measured with.
struct SeriesName {
  std::string name;
  std::string data;
  auto operator<=>(const SeriesName&) const = default;
};

/// "Measured with: split test, samples 2000.": what may be otherwise in another record of the same
/// run.
std::string data_of(const NamedTexts& stamp) {
  std::vector<std::string> parts;
  for (const char* field :
       {kSplitField, kSamplesField, kFeaturesField, kClassifierField, kWeightsField}) {
    const std::string value = text_under(stamp, field);
    if (!value.empty()) parts.push_back(std::string(field) + " " + value);
  }
  return parts.empty() ? "" : "Measured with: " + joined(parts) + ".";
}

/// By name and data; of each run those of its last measured step.
std::map<SeriesName, std::vector<Recorded>> all_series(const ReportSubject& subject) {
  std::map<SeriesName, std::vector<Recorded>> all;
  for (size_t group = 0; group < subject.comparison.grouping.groups.size(); ++group) {
    const size_t run = typical_run(subject, group);
    std::map<SeriesName, Recorded> last;
    for (const EvaluationRecord& record : subject.comparison.runs[run].records) {
      for (const RecordedSeries& series : record.series) {
        // Records come by step: later ones replace earlier ones.
        if (is_sound(series)) {
          last[{record.part + series.name, data_of(record.stamp)}] = {group, run, &series};
        }
      }
    }
    for (const auto& [name, recorded] : last) all[name].push_back(recorded);
  }
  return all;
}

std::vector<std::string> columns_of(const RecordedSeries& series) {
  if (!series.columns.empty()) return series.columns;
  std::vector<std::string> columns;
  for (size_t i = 0; i < series.values.size() / series.rows.size(); ++i) {
    columns.push_back(std::to_string(i));
  }
  return columns;
}

/// What real data has looks the same everywhere, what models have like their group.
std::vector<LegendEntry> entries_of(const Recorded& recorded) {
  std::vector<LegendEntry> entries;
  for (const std::string& row : recorded.series->rows) {
    const bool is_reference = row == kRealRow || row == kDataRow;
    entries.push_back({row, is_reference ? kReferenceGroup : recorded.group + entries.size()});
  }
  return entries;
}

Html line_drawing(const Recorded& recorded, const ChartTexts& texts) {
  const RecordedSeries& series = *recorded.series;
  const std::vector<LegendEntry> entries = entries_of(recorded);
  LineChart chart{.texts = texts};
  const size_t num_columns = series.values.size() / series.rows.size();
  for (size_t row = 0; row < series.rows.size(); ++row) {
    // Bold, since there are no single runs beside it.
    ChartLine line{.name = entries[row].name, .group = entries[row].group, .is_mean = true};
    for (size_t column = 0; column < num_columns; ++column) {
      line.points.push_back(
          {static_cast<double>(column), series.values[row * num_columns + column]});
    }
    line.points = thinned(line.points);
    chart.lines.push_back(std::move(line));
  }
  return drawn(chart) + legend(entries);
}

/// What fits: lines of numbered columns, bars of named ones, else a map.
Html drawing_of(const Recorded& recorded, const ChartTexts& texts) {
  const RecordedSeries& series = *recorded.series;
  const std::vector<std::string> columns = columns_of(series);
  if (series.rows.size() <= kMostLines && series.columns.empty()) {
    return line_drawing(recorded, texts);
  }
  if (series.rows.size() <= kMostLines && columns.size() <= kMostBars) {
    const std::vector<LegendEntry> entries = entries_of(recorded);
    return drawn(BarChart{texts, columns, entries, series.values}) + legend(entries);
  }
  if (series.values.size() > kMostCells) return {};
  return drawn(
      HeatMap{.texts = texts, .rows = series.rows, .columns = columns, .values = series.values});
}

/// The longer side of a series goes down: a page is higher than it is wide.
TextTable numbers(const RecordedSeries& series) {
  std::vector<std::string> down = columns_of(series);
  std::vector<std::string> across = series.rows;
  // How far apart neighbours of either side lie among the values.
  size_t next_down = 1;
  size_t next_across = down.size();
  if (across.size() > down.size()) {
    std::swap(down, across);
    std::swap(next_down, next_across);
  }
  TextTable table{.columns = {{""}}};
  for (const std::string& name : across) table.columns.push_back({name, Alignment::kRight});
  for (size_t i = 0; i < down.size(); ++i) {
    std::vector<std::string> cells = {down[i]};
    for (size_t j = 0; j < across.size(); ++j) {
      const double value = series.values[i * next_down + j * next_across];
      cells.push_back(std::isfinite(value) ? number_text(value, std::nullopt) : "");
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Html figure_of(const ReportSubject& subject, const std::string& name, const Recorded& recorded) {
  const std::string& label = subject.comparison.grouping.groups[recorded.group].label;
  const ChartTexts texts{.title = name + " of " + label, .description = recorded.series->sentence};
  return figure(label, run_name(subject.comparison, recorded.run), drawing_of(recorded, texts),
                numbers_of(texts.title + ".", numbers(*recorded.series)));
}

Html draw(const ReportSubject& subject) {
  Html body;
  for (const auto& [name, all] : all_series(subject)) {
    body +=
        element("h3", {}, isolated(name.name)) +
        element("p", {{"class", "muted"}}, all.front().series->sentence, " ", isolated(name.data));
    Html drawings;
    for (const Recorded& recorded : all) drawings += figure_of(subject, name.name, recorded);
    body += figures(drawings);
  }
  return body;
}

}  // namespace

Panel series_panel() {
  return {.title = "Spectra, histograms, matrices",
          .sentence =
              "Of the median run of each configuration, or its lowest seed where nothing "
              "decides.",
          .place = 70,
          .filled_by = "measure classes, spectra or codes.",
          .draw = draw};
}

}  // namespace tandem
