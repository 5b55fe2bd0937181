// What was measured, side by side: every run, means, intervals, bounds, and what values depend on.
#include <algorithm>
#include <cmath>

#include "framework/core/text.h"
#include "framework/report/comparison_text.h"
#include "framework/report/interval_chart.h"
#include "framework/report/page_parts.h"
#include "framework/report/panel.h"
#include "framework/report/value_summary.h"

namespace tandem {
namespace {

constexpr size_t kFewestForOverview = 2;
constexpr size_t kMostOpenFigures = 6;

IntervalChart chart_of(const Comparison& comparison, const ComparisonTable& table, bool is_wide) {
  IntervalChart chart{
      .texts = {.title = table.value.name + " by configuration",
                .description = "The mean of each configuration as a filled mark, its interval "
                               "of 95 % as a line, below them each run as an open mark.",
                .x_title = table.value.unit},
      .is_wide = is_wide};
  for (const ComparedGroup& row : table.groups) {
    IntervalRow drawn_row{.label = comparison.grouping.groups[row.group].label,
                          .group = row.group,
                          .mean = row.last.mean,
                          .half_width = row.last.half_width};
    for (const RunValue& run : row.last.runs) {
      if (run.value) drawn_row.values.push_back(*run.value);
    }
    if (const auto failures = failures_text(row.last)) drawn_row.label += " (" + *failures + ")";
    chart.rows.push_back(std::move(drawn_row));
  }
  const auto refer = [&](const char* label, const std::optional<double>& value) {
    if (value) chart.references.push_back({label, *value});
  };
  refer("floor", table.value.floor);
  refer("ceiling", table.value.ceiling);
  refer("real data", table.value.real);
  return chart;
}

/// "A distance of features; lower is better."
std::string sentence_on(const RecordedValue& value) {
  std::string text = value.sentence;
  // A sentence may end with a full stop or not.
  while (text.ends_with('.')) text.pop_back();
  return text + (text.empty() ? "" : "; ") + direction_text(value) + ".";
}

Html stamp_of(const ComparisonTable& table) {
  TextTable stamp{.columns = {{"Field"}, {"Is"}}};
  for (const auto& [field, text] : table.stamp) stamp.rows.push_back({field, text});
  return element("details", {}, element("summary", {}, "Stamp"),
                 table_of("What all of these values depend on beside the weights.", stamp));
}

/// Where it may be as wide as the page, also in the form that a narrow page shows in its place.
Html drawn_in_room(const Comparison& comparison, const ComparisonTable& table, bool is_main) {
  const Html narrow = drawn(chart_of(comparison, table, false));
  if (!is_main) return narrow;
  return element("div", {{"class", "roomy"}}, drawn(chart_of(comparison, table, true))) +
         element("div", {{"class", "narrow"}}, narrow);
}

/// With `is_main` as wide as the page, and with what must be known to read it right; of others that
/// stands behind a click.
Html figure_of(const Comparison& comparison, const ComparisonTable& table, bool is_main) {
  Html notes;
  for (const std::string& note : table.notes) notes += element("p", {{"class", "note"}}, note);
  const std::string caption = table.value.name + ": " + direction_text(table.value) + ".";
  const Html numbers =
      element("details", {}, element("summary", {}, "Numbers"),
              table_of(caption, verdict_of(comparison, table)), is_main ? Html() : notes);
  return figure(title_of(table), sentence_on(table.value),
                drawn_in_room(comparison, table, is_main),
                (is_main ? notes : Html()) + numbers + stamp_of(table));
}

std::string cell_of(const ComparisonTable& table, size_t group) {
  const auto row = std::ranges::find(table.groups, group, &ComparedGroup::group);
  return row == table.groups.end() ? "" : mean_text(row->last, "");
}

/// Whether a group is the first of the table, which is the best, or has as good a mean.
bool is_best(const ComparisonTable& table, size_t group) {
  if (table.groups.empty()) return false;
  const ComparedGroup& first = table.groups.front();
  if (first.group == group) return first.last.mean.has_value();
  const auto row = std::ranges::find(table.groups, group, &ComparedGroup::group);
  if (row == table.groups.end() || !first.last.mean || !row->last.mean) return false;
  // Of the same values in another order the means may differ in a bit, which nobody sees.
  return *row->last.mean == *first.last.mean ||
         mean_text(row->last, "") == mean_text(first.last, "");
}

/// All ranked values at a glance, a row per value, the best of each in bold.
Html overview_of(const Comparison& comparison) {
  Html titles = element("th", {{"scope", "col"}}, "Value");
  for (const RunGroup& group : comparison.grouping.groups) {
    titles += element("th", {{"scope", "col"}, {"class", "n"}}, isolated(group.label));
  }
  Html rows;
  size_t num_rows = 0;
  for (const ComparisonTable& table : comparison.tables) {
    if (!table.is_ranked || !has_direction(table.value)) continue;
    Html row =
        element("th", {{"scope", "row"}}, isolated(table.value.name), direction_arrow(table.value));
    for (size_t group = 0; group < comparison.grouping.groups.size(); ++group) {
      row +=
          element("td", {{"class", is_best(table, group) ? "n best" : "n"}}, cell_of(table, group));
    }
    rows += element("tr", {}, row);
    ++num_rows;
  }
  if (num_rows < kFewestForOverview || comparison.grouping.groups.size() < 2) return {};
  return element(
      "div", {{"class", "scroll"}, {"tabindex", "0"}},
      element("table", {},
              element("caption", {},
                      "Mean ± interval of 95 % of every ranked value; the best of each row in "
                      "bold."),
              element("thead", {}, element("tr", {}, titles)), element("tbody", {}, rows)));
}

/// Values beside the one that decides; behind a click where they are many.
Html others_of(const ReportSubject& subject) {
  Html others;
  size_t num_others = 0;
  for (const ComparisonTable& table : subject.comparison.tables) {
    if (&table == subject.verdict) continue;
    others += figure_of(subject.comparison, table, false);
    ++num_others;
  }
  if (num_others <= kMostOpenFigures) return num_others == 0 ? Html() : figures(others);
  return element("details", {},
                 element("summary", {}, "Every run in " + counted(num_others, "other value")),
                 figures(others));
}

Html draw(const ReportSubject& subject) {
  const Comparison& comparison = subject.comparison;
  if (comparison.tables.empty()) return {};
  Html body;
  for (const StampConflict& conflict : comparison.conflicts) {
    body +=
        element("p", {{"class", "warn"}}, isolated(conflict.value),
                " is not ranked: its values were not measured in the same way. ",
                isolated(conflict.difference.field), " is ", isolated(conflict.difference.first),
                " in ", isolated(run_name(comparison, conflict.first)), " and ",
                isolated(conflict.difference.second), " in ",
                isolated(run_name(comparison, conflict.second)), ".");
  }
  if (subject.verdict != nullptr) {
    body += element("div", {{"class", "wide"}}, figure_of(comparison, *subject.verdict, true));
  }
  body += overview_of(comparison);
  body += others_of(subject);
  for (const std::string& note : comparison.notes) body += element("p", {{"class", "note"}}, note);
  return body;
}

}  // namespace

Panel verdict_panel() {
  return {
      .title = "Verdict",
      .sentence =
          "Each filled mark is the mean of a configuration with its interval of 95 %, each open "
          "one a run. Where intervals overlap, nothing is decided.",
      .place = 10,
      .filled_by = "measure the runs.",
      .draw = draw};
}

}  // namespace tandem
