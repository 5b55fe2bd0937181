// What quality costs: the deciding value against time and against images seen.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "framework/report/few_runs.h"
#include "framework/report/number_text.h"
#include "framework/report/page_parts.h"
#include "framework/report/panel.h"
#include "framework/report/run_cost.h"
#include "framework/report/scatter_chart.h"

namespace tandem {
namespace {

/// One way to count the cost of a run.
struct Measure {
  std::string title;
  std::string sentence;
  std::string unit;
  std::map<size_t, double> costs;  // by run
};

std::vector<Measure> measures_of(const Comparison& comparison) {
  // Seconds of a core and of a GPU do not compare: each kind of device has a figure.
  std::map<std::string, Measure> clocks;
  Measure images{.title = "images seen",
                 .sentence = "Images through all networks of a run together, whatever the machine.",
                 .unit = "images"};
  for (size_t run = 0; run < comparison.runs.size(); ++run) {
    const RunCost& cost = comparison.costs[run];
    // Of one that was trained on several kinds each clock has a part of the cost.
    if (cost.seconds.size() == 1) {
      const auto& [kind, seconds] = *cost.seconds.begin();
      Measure& measure = clocks[kind];
      measure.title = kind + " seconds";
      measure.sentence = "Seconds of training steps times what they kept busy, as a clock had it.";
      measure.unit = kind + " seconds";
      measure.costs[run] = seconds;
    }
    for (const auto& [network, count] : cost.images) {
      images.costs[run] += static_cast<double>(count);
    }
  }
  std::vector<Measure> measures;
  for (auto& [kind, measure] : clocks) measures.push_back(std::move(measure));
  if (!images.costs.empty()) measures.push_back(std::move(images));
  return measures;
}

/// Nothing where a run of the row is not measured so.
std::optional<double> mean_cost_of(const ComparedGroup& row, const Measure& measure) {
  std::vector<double> costs;
  for (const RunValue& run : row.last.runs) {
    const auto cost = measure.costs.find(run.run);
    if (cost == measure.costs.end()) return std::nullopt;
    costs.push_back(cost->second);
  }
  return mean_of(costs);
}

ScatterChart chart_of(const ReportSubject& subject, const Measure& measure) {
  const ComparisonTable& table = *subject.verdict;
  ScatterChart chart{
      .texts = {.title = table.value.name + " against cost",
                .description = "Each run as an open mark, the mean of each configuration as a "
                               "filled one. The stepped line joins configurations that no other "
                               "one betters in both.",
                .x_title = measure.unit,
                .y_title = table.value.name}};
  std::vector<Point> means;
  for (const ComparedGroup& row : table.groups) {
    for (const RunValue& run : row.last.runs) {
      const auto cost = measure.costs.find(run.run);
      if (cost == measure.costs.end() || !run.value) continue;
      chart.points.push_back({.name = run_name(subject.comparison, run.run),
                              .group = row.group,
                              .place = {cost->second, *run.value}});
    }
    const std::optional<double> cost = mean_cost_of(row, measure);
    if (!cost || !row.last.mean) continue;
    means.push_back({*cost, *row.last.mean});
    chart.points.push_back({.name = subject.comparison.grouping.groups[row.group].label,
                            .group = row.group,
                            .is_mean = true,
                            .place = means.back()});
  }
  if (has_direction(table.value)) {
    chart.front = pareto_front(means, table.value.direction == kLowerIsBetter);
  }
  return chart;
}

TextTable numbers(const ReportSubject& subject, const Measure& measure) {
  TextTable table{.columns = {{"Run"},
                              {"Configuration"},
                              {measure.unit, Alignment::kRight},
                              {subject.verdict->value.name, Alignment::kRight}}};
  for (const ComparedGroup& row : subject.verdict->groups) {
    for (const RunValue& run : row.last.runs) {
      const auto cost = measure.costs.find(run.run);
      table.rows.push_back({run_name(subject.comparison, run.run),
                            subject.comparison.grouping.groups[row.group].label,
                            cost == measure.costs.end() ? "" : count_text(cost->second),
                            run.value ? number_text(*run.value, std::nullopt) : run.reason});
    }
  }
  return table;
}

Html draw(const ReportSubject& subject) {
  if (subject.verdict == nullptr) return {};
  Html all;
  for (const Measure& measure : measures_of(subject.comparison)) {
    const ScatterChart chart = chart_of(subject, measure);
    if (chart.points.empty()) continue;
    all += figure(measure.title, measure.sentence, drawn(chart),
                  numbers_of(subject.verdict->value.name + " and cost of each run.",
                             numbers(subject, measure)));
  }
  if (all.empty()) return {};
  return legend_of(subject.comparison) + figures(all);
}

}  // namespace

Panel cost_and_quality_panel() {
  return {.title = "Cost and quality",
          .sentence =
              "Down and to the left is better where lower values are. The stepped line "
              "joins the configurations that no other one betters in both.",
          .place = 30,
          .filled_by = "measure runs that report times and images.",
          .draw = draw};
}

}  // namespace tandem
