// How values went during training, of every group and every run.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string_view>

#include "framework/report/few_runs.h"
#include "framework/report/line_chart.h"
#include "framework/report/number_text.h"
#include "framework/report/page_parts.h"
#include "framework/report/panel.h"
#include "framework/report/thinned_series.h"

namespace tandem {
namespace {

constexpr size_t kMostTableSteps = 8;
constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

/// The values of one name: run, step, value.
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
  std::set<double> values;
  for (const auto& [run, points] : series) {
    for (const auto& [step, value] : points) values.insert(value);
    if (values.size() > 1) return false;
  }
  return values.size() == 1 && std::isfinite(*values.begin());
}

std::vector<Point> points_of(const std::map<int64_t, double>& values) {
  std::vector<Point> points;
  for (const auto& [step, value] : values) points.push_back({static_cast<double>(step), value});
  return points;
}

/// Means, lows and highs of a group, at steps that all of its runs have.
struct GroupCurve {
  std::vector<Point> means;
  std::vector<Point> lows;
  std::vector<Point> highs;
};

GroupCurve curve_of(const RunGroup& group, const Series& series) {
  GroupCurve curve;
  std::map<int64_t, std::vector<double>> by_step;
  size_t num_runs = 0;
  for (const size_t run : group.runs) {
    const auto found = series.find(run);
    if (found == series.end()) continue;
    ++num_runs;
    for (const auto& [step, value] : found->second) by_step[step].push_back(value);
  }
  for (const auto& [step, values] : by_step) {
    if (values.size() < num_runs) continue;
    const auto x = static_cast<double>(step);
    curve.means.push_back({x, mean_of(values).value_or(kUndefined)});
    curve.lows.push_back({x, std::ranges::min(values)});
    curve.highs.push_back({x, std::ranges::max(values)});
  }
  return curve;
}

LineChart chart_of(const ReportSubject& subject, const std::string& name, const Series& series) {
  LineChart chart{.texts = {.title = name + " over steps",
                            .description = "A bold line for the mean of each configuration, thin "
                                           "ones for its runs, a band from lowest to highest.",
                            .x_title = "step"}};
  const auto& groups = subject.comparison.grouping.groups;
  for (size_t group = 0; group < groups.size(); ++group) {
    size_t num_runs = 0;
    for (const size_t run : groups[group].runs) {
      const auto found = series.find(run);
      if (found == series.end()) continue;
      ++num_runs;
      chart.lines.push_back({.name = run_name(subject.comparison, run),
                             .group = group,
                             .points = thinned(points_of(found->second), subject.most_points)});
    }
    if (num_runs == 0) continue;
    GroupCurve curve = curve_of(groups[group], series);
    if (num_runs > 1) {
      // Thinned by themselves they would keep other steps; the band is drawn through all of both.
      chart.bands.push_back({.group = group,
                             .lows = thinned(curve.lows, subject.most_points),
                             .highs = thinned(curve.highs, subject.most_points)});
    } else {
      chart.lines.pop_back();
    }
    chart.lines.push_back({.name = groups[group].label,
                           .group = group,
                           .is_mean = true,
                           .points = thinned(curve.means, subject.most_points)});
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

Html figure_of(const ReportSubject& subject, const std::string& name, const Series& series) {
  return figure(name, "", drawn(chart_of(subject, name, series)),
                numbers_of(name + " at no more than " + std::to_string(kMostTableSteps) +
                               " steps, evenly chosen; all are in the runs.",
                           numbers(subject.comparison, series)));
}

Html draw(const ReportSubject& subject) {
  Html measured;
  Html terms;
  size_t num_terms = 0;
  std::vector<std::string> constant;
  for (const auto& [name, series] : all_series(subject.comparison)) {
    if (is_measured(name)) {
      measured += figure_of(subject, name, series);
    } else if (is_constant(series)) {
      constant.push_back(name);
    } else {
      terms += figure_of(subject, name, series);
      ++num_terms;
    }
  }
  if (measured.empty() && terms.empty()) return {};
  Html body = legend_of(subject.comparison);
  if (!measured.empty()) {
    body += figures(measured);
  }
  if (!terms.empty() && measured.empty()) body += figures(terms);
  if (!terms.empty() && !measured.empty()) {
    body += element("details", {},
                    element("summary", {}, counted(num_terms, "value") + " reported in training"),
                    figures(terms));
  }
  if (!constant.empty()) {
    Html names;
    for (const std::string& name : constant)
      names += Html(names.empty() ? "" : ", ") + isolated(name);
    body += element("p", {{"class", "note"}},
                    "Not drawn, being the same in all steps of all runs: ", names, ".");
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
          .filled_by = "train with report.every and evaluation.every above 0.",
          .draw = draw};
}

}  // namespace tandem
