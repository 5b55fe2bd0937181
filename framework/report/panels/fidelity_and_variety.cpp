// Precision against recall, density against coverage: how good images are, and how many kinds of
// them there are.
#include <algorithm>
#include <array>
#include <optional>

#include "framework/report/number_text.h"
#include "framework/report/page_parts.h"
#include "framework/report/panel.h"
#include "framework/report/scatter_chart.h"
#include "framework/runs/metric_names.h"

namespace tandem {
namespace {

struct Axes {
  const char* fidelity;  // what the name of a value holds
  const char* variety;
};
constexpr std::array<Axes, 2> kAxes = {
    {{kPrecisionValue, kRecallValue}, {kDensityValue, kCoverageValue}}};

/// The table of the same metric and stamp whose name has the other word.
const ComparisonTable* counterpart(const Comparison& comparison, const ComparisonTable& table,
                                   const Axes& axes) {
  const std::string fidelity = axes.fidelity;
  std::string name = table.value.name;
  const size_t at = name.find(fidelity);
  if (at == std::string::npos) return nullptr;
  // The name of a network stays: "random_precision" goes with "random_recall".
  name.replace(at, fidelity.size(), axes.variety);
  const auto found = std::ranges::find_if(comparison.tables, [&](const ComparisonTable& other) {
    return other.value.name == name && !difference(other.stamp, table.stamp);
  });
  return found == comparison.tables.end() ? nullptr : &*found;
}

std::optional<double> value_of(const ComparisonTable& table, size_t run) {
  for (const ComparedGroup& row : table.groups) {
    const auto found = std::ranges::find(row.last.runs, run, &RunValue::run);
    if (found != row.last.runs.end()) return found->value;
  }
  return std::nullopt;
}

std::optional<double> mean_in(const ComparisonTable& table, size_t group) {
  const auto row = std::ranges::find(table.groups, group, &ComparedGroup::group);
  return row == table.groups.end() ? std::nullopt : row->last.mean;
}

Html figure_of(const ReportSubject& subject, const ComparisonTable& fidelity,
               const ComparisonTable& variety) {
  ScatterChart chart{.texts = {.title = fidelity.value.name + " against " + variety.value.name,
                               .description = "Each run as an open mark, the mean of each "
                                              "configuration as a filled one.",
                               .x_title = variety.value.name,
                               .y_title = fidelity.value.name},
                     .is_share = true};
  TextTable numbers{.columns = {{"Run"},
                                {fidelity.value.name, Alignment::kRight},
                                {variety.value.name, Alignment::kRight}}};
  for (const ComparedGroup& row : fidelity.groups) {
    for (const RunValue& run : row.last.runs) {
      const std::optional<double> other = value_of(variety, run.run);
      if (!run.value || !other) continue;
      const std::string name = run_name(subject.comparison, run.run);
      chart.points.push_back({.name = name, .group = row.group, .place = {*other, *run.value}});
      numbers.rows.push_back(
          {name, number_text(*run.value, std::nullopt), number_text(*other, std::nullopt)});
    }
    const std::optional<double> mean = mean_in(variety, row.group);
    if (!row.last.mean || !mean) continue;
    chart.points.push_back({.name = subject.comparison.grouping.groups[row.group].label,
                            .group = row.group,
                            .is_mean = true,
                            .place = {*mean, *row.last.mean}});
  }
  if (chart.points.empty()) return {};
  return figure(fidelity.value.name + " and " + variety.value.name,
                fidelity.value.name + ": " + fidelity.value.sentence + ". " + variety.value.name +
                    ": " + variety.value.sentence + ".",
                drawn(chart), numbers_of(chart.texts.title + ".", numbers));
}

Html draw(const ReportSubject& subject) {
  Html all;
  for (const Axes& axes : kAxes) {
    for (const ComparisonTable& table : subject.comparison.tables) {
      const ComparisonTable* other = counterpart(subject.comparison, table, axes);
      if (other != nullptr) all += figure_of(subject, table, *other);
    }
  }
  if (all.empty()) return {};
  return legend_of(subject.comparison) + figures(all);
}

}  // namespace

Panel fidelity_and_variety_panel() {
  return {.title = "Fidelity and variety",
          .sentence =
              "Up: images look real. To the right: everything that is real has images near "
              "it. A model that repeats a few good images is above, on the left.",
          .place = 60,
          .filled_by = std::string("measure ") + kPrdcMetric + ".",
          .draw = draw};
}

}  // namespace tandem
