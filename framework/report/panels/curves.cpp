// How values went during training, of every group and every run.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "framework/core/text.h"
#include "framework/report/few_runs.h"
#include "framework/report/line_chart.h"
#include "framework/report/number_text.h"
#include "framework/report/page_parts.h"
#include "framework/report/panel.h"
#include "framework/report/thinned_series.h"

namespace tandem {
namespace {

constexpr size_t kMostTableSteps = 8;
constexpr size_t kAllRows = 3000;     // of all tables, of some 300 bytes each
constexpr size_t kFewestPoints = 40;  // of a line: with fewer, lines of single runs are left out
constexpr size_t kLeastPoints = 4;    // the least that thinned() takes
constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

/// The values of one name: run, step, value; no run is without a value.
using Series = std::map<size_t, std::map<int64_t, double>>;

std::map<std::string, Series> all_series(const Comparison& comparison) {
  std::map<std::string, Series> all;
  for (const RunGroup& group : comparison.grouping.groups) {
    for (const size_t run : group.runs) {
      for (const ReportLine& line : comparison.runs[run].metrics) {
        for (const auto& [name, value] : line.values) all[name][run][line.step] = value;
      }
    }
  }
  return all;
}

/// Measured on a split at a checkpoint, not while training on it: "test/loss".
bool is_measured(const std::string& name) {
  constexpr std::array<std::string_view, 3> kSplits = {"test/", "valid/", "train/"};
  return std::ranges::any_of(kSplits, [&](auto split) { return name.starts_with(split); });
}

/// The same number in all lines of all runs: a rate without a schedule.
bool is_constant(const Series& series) {
  const double first = series.begin()->second.begin()->second;
  for (const auto& [run, points] : series) {
    for (const auto& [step, value] : points) {
      if (!std::isfinite(value) || value != first) return false;
    }
  }
  return true;
}

std::vector<Point> points_of(const std::map<int64_t, double>& values) {
  std::vector<Point> points;
  points.reserve(values.size());
  for (const auto& [step, value] : values) points.push_back({static_cast<double>(step), value});
  return points;
}

/// Means, lows and highs of a group, at steps that all of its runs have.
struct GroupCurve {
  std::vector<Point> means;
  std::vector<Point> lows;
  std::vector<Point> highs;
};

size_t num_runs_in(const RunGroup& group, const Series& series) {
  return static_cast<size_t>(
      std::ranges::count_if(group.runs, [&series](size_t run) { return series.contains(run); }));
}

GroupCurve curve_of(const RunGroup& group, const Series& series) {
  GroupCurve curve;
  std::map<int64_t, std::vector<double>> by_step;
  for (const size_t run : group.runs) {
    const auto found = series.find(run);
    if (found == series.end()) continue;
    for (const auto& [step, value] : found->second) by_step[step].push_back(value);
  }
  const size_t num_runs = num_runs_in(group, series);
  for (const auto& [step, values] : by_step) {
    if (values.size() < num_runs) continue;
    const auto x = static_cast<double>(step);
    curve.means.push_back({x, mean_of(values).value_or(kUndefined)});
    curve.lows.push_back({x, std::ranges::min(values)});
    curve.highs.push_back({x, std::ranges::max(values)});
  }
  return curve;
}

/// What each chart gets of the room that the page has for all.
struct ChartShare {
  size_t most_points = 0;  // of each line
  size_t most_rows = 0;    // of its table
  bool has_runs = true;    // whether single runs have lines beside the means
};

ChartShare share_of(const ReportSubject& subject, const std::map<std::string, Series>& shown) {
  size_t num_run_lines = 0;
  size_t num_group_lines = 0;
  for (const auto& [name, series] : shown) {
    for (const RunGroup& group : subject.comparison.grouping.groups) {
      const size_t num_runs = num_runs_in(group, series);
      // Several runs have a mean and both edges of a band; a single one is its own mean.
      num_group_lines += num_runs > 1 ? 3 : num_runs;
      if (num_runs > 1) num_run_lines += num_runs;
    }
  }
  ChartShare share{.most_rows = std::clamp<size_t>(kAllRows / shown.size(), 1, kMostTableRows)};
  share.has_runs = num_run_lines == 0 ||
                   subject.curve_points >= kFewestPoints * (num_run_lines + num_group_lines);
  const size_t num_lines = num_group_lines + (share.has_runs ? num_run_lines : 0);
  share.most_points =
      std::clamp(subject.curve_points / std::max<size_t>(num_lines, 1), kLeastPoints, kMostPoints);
  return share;
}

/// A line for each run of the group that has the series.
std::vector<ChartLine> lines_of_runs(const ReportSubject& subject, size_t group,
                                     const Series& series, size_t most_points) {
  std::vector<ChartLine> lines;
  for (const size_t run : subject.comparison.grouping.groups[group].runs) {
    const auto found = series.find(run);
    if (found == series.end()) continue;
    lines.push_back({.name = run_name(subject.comparison, run),
                     .group = group,
                     .points = thinned(points_of(found->second), most_points)});
  }
  return lines;
}

LineChart chart_of(const ReportSubject& subject, const std::string& name, const Series& series,
                   const ChartShare& share) {
  LineChart chart{
      .texts = {.title = name + " over steps",
                .description = std::string("A bold line for the mean of each configuration, ") +
                               (share.has_runs ? "thin ones for its runs, " : "") +
                               "a band from lowest to highest.",
                .x_title = "step"}};
  const auto& groups = subject.comparison.grouping.groups;
  for (size_t group = 0; group < groups.size(); ++group) {
    const size_t num_runs = num_runs_in(groups[group], series);
    if (num_runs == 0) continue;
    const GroupCurve curve = curve_of(groups[group], series);
    // The mean of a single run is that run.
    if (num_runs > 1) {
      if (share.has_runs) {
        std::ranges::move(lines_of_runs(subject, group, series, share.most_points),
                          std::back_inserter(chart.lines));
      }
      // Thinned by themselves they would keep other steps; the band is drawn through all of both.
      chart.bands.push_back({.group = group,
                             .lows = thinned(curve.lows, share.most_points),
                             .highs = thinned(curve.highs, share.most_points)});
    }
    chart.lines.push_back({.name = groups[group].label,
                           .group = group,
                           .is_mean = true,
                           .points = thinned(curve.means, share.most_points)});
  }
  return chart;
}

/// A row per run, a column for each of at most so many steps, the last one among them.
TextTable numbers(const Comparison& comparison, const Series& series) {
  std::set<int64_t> steps;
  for (const auto& [run, values] : series) {
    for (const auto& [step, value] : values) steps.insert(step);
  }
  const size_t stride = (steps.size() + kMostTableSteps - 1) / kMostTableSteps;
  size_t from_last = steps.size();
  // Counts down to 0 at the last step, which is kept for that.
  std::erase_if(steps, [&](int64_t) { return --from_last % stride != 0; });
  TextTable table{.columns = {{"Run"}}, .rows = {}};
  for (const int64_t step : steps) {
    table.columns.push_back({std::to_string(step), Alignment::kRight});
  }
  for (const auto& [run, values] : series) {
    std::vector<std::string> row = {run_name(comparison, run)};
    for (const int64_t step : steps) {
      const auto found = values.find(step);
      row.push_back(found == values.end() ? "" : number_text(found->second, std::nullopt));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Html figure_of(const ReportSubject& subject, const std::string& name, const Series& series,
               const ChartShare& share) {
  return figure(name, "", drawn(chart_of(subject, name, series, share)),
                numbers_of(name + " at no more than " + std::to_string(kMostTableSteps) +
                               " steps, evenly chosen; all are in the runs.",
                           numbers(subject.comparison, series), share.most_rows));
}

Html draw(const ReportSubject& subject) {
  std::map<std::string, Series> shown;
  std::vector<std::string> constant;
  for (auto& [name, series] : all_series(subject.comparison)) {
    if (is_measured(name) || !is_constant(series)) {
      shown.emplace(name, std::move(series));
    } else {
      constant.push_back(name);
    }
  }
  if (shown.empty()) return {};
  const ChartShare share = share_of(subject, shown);
  Html measured;
  Html terms;
  size_t num_terms = 0;
  for (const auto& [name, series] : shown) {
    (is_measured(name) ? measured : terms) += figure_of(subject, name, series, share);
    if (!is_measured(name)) ++num_terms;
  }
  Html body = legend_of(subject.comparison);
  if (!measured.empty()) {
    body += figures(measured);
  }
  // Terms are many: they are open only where there is nothing else to see.
  if (!terms.empty() && measured.empty()) body += figures(terms);
  if (!terms.empty() && !measured.empty()) {
    body += element("details", {},
                    element("summary", {}, counted(num_terms, "value") + " reported in training"),
                    figures(terms));
  }
  if (!share.has_runs) {
    body += element("p", {{"class", "note"}},
                    "Single runs are not drawn where a configuration has several: their lines are "
                    "too many for a page.");
  }
  if (!constant.empty()) {
    body += element("p", {{"class", "note"}},
                    "Not drawn, being the same in all steps of all runs: ", isolated_list(constant),
                    ".");
  }
  return body;
}

}  // namespace

Panel curves_panel() {
  return {.title = "Curves",
          .sentence =
              "Bold: the mean of a configuration. Thin: each run. The band reaches from "
              "the lowest to the highest run.",
          .place = 20,
          .filled_by =
              "train up to a step that is reported, every report.every steps and the last one.",
          .draw = draw};
}

}  // namespace tandem
