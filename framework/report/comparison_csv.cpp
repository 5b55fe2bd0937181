#include "framework/report/comparison_csv.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/text.h"
#include "framework/report/number_text.h"
#include "framework/report/text_table.h"

namespace tandem {
namespace {

std::string text_of(const std::optional<double>& value) { return value ? exact_text(*value) : ""; }

std::string probabilities_text(const std::vector<double>& probabilities) {
  return joined(probabilities, exact_text, " ");
}

/// A run in a table, with all that is said of it.
struct RunRow {
  const ComparisonTable& table;
  const ComparedGroup& group;
  const RunGroup& runs;
  const CollectedRun& run;
  const RunCost& cost;
  const RunValue& last;
  const RunValue* best;  // null: no checkpoint of the group was chosen
};

/// A column, and what it says of a run.
struct RunColumn {
  std::string title;
  std::function<std::string(const RunRow& row)> text;
};

/// Those of any comparison.
std::vector<RunColumn> common_columns() {
  return {
      {"value", [](const RunRow& row) { return row.table.value.name; }},
      {"metric", [](const RunRow& row) { return row.table.metric; }},
      {"unit", [](const RunRow& row) { return row.table.value.unit; }},
      {"direction", [](const RunRow& row) { return row.table.value.direction; }},
      {"group", [](const RunRow& row) { return row.runs.label; }},
      {"family", [](const RunRow& row) { return row.runs.family; }},
      {"run", [](const RunRow& row) { return row.run.path.string(); }},
      {"seed", [](const RunRow& row) { return std::to_string(row.run.seed()); }},
      {"end", [](const RunRow& row) { return to_string(row.run.end); }},
      {"last_step", [](const RunRow& row) { return std::to_string(row.last.step); }},
      {"last", [](const RunRow& row) { return text_of(row.last.value); }},
      {"last_standard_error", [](const RunRow& row) { return text_of(row.last.standard_error); }},
      {"last_missing_because", [](const RunRow& row) { return row.last.reason; }},
      {"best_step",
       [](const RunRow& row) { return row.best ? std::to_string(row.best->step) : ""; }},
      {"best", [](const RunRow& row) { return row.best ? text_of(row.best->value) : ""; }},
      {"floor", [](const RunRow& row) { return text_of(row.table.value.floor); }},
      {"ceiling", [](const RunRow& row) { return text_of(row.table.value.ceiling); }},
      {"real", [](const RunRow& row) { return text_of(row.table.value.real); }},
      {"group_runs", [](const RunRow& row) { return std::to_string(row.group.last.runs.size()); }},
      {"group_values", [](const RunRow& row) { return std::to_string(row.group.last.num_values); }},
      {"group_diverged",
       [](const RunRow& row) { return std::to_string(row.group.last.num_diverged); }},
      {"group_undefined",
       [](const RunRow& row) { return std::to_string(row.group.last.num_undefined); }},
      {"group_mean", [](const RunRow& row) { return text_of(row.group.last.mean); }},
      {"group_half_width_95", [](const RunRow& row) { return text_of(row.group.last.half_width); }},
      {"group_interquartile_mean",
       [](const RunRow& row) { return text_of(row.group.last.interquartile_mean); }},
      {"group_best_mean", [](const RunRow& row) { return text_of(row.group.best.mean); }},
      {"group_best_half_width_95",
       [](const RunRow& row) { return text_of(row.group.best.half_width); }},
      {"group_better_than_first",
       [](const RunRow& row) { return text_of(row.group.better_than_first); }},
      {"group_rank_probabilities",
       [](const RunRow& row) { return probabilities_text(row.group.rank_probabilities); }},
      {"stamp_digest", [](const RunRow& row) { return stamp_digest(row.table.stamp); }},
      {"stamp",
       [](const RunRow& row) {
         return joined(
             row.table.stamp, [](const auto& field) { return field.first + "=" + field.second; },
             "; ");
       }},
  };
}

/// A column for each device, or network, that a run has such a count of: programs read numbers.
template <class Number>
void add_counts(const std::string& title,
                std::vector<std::pair<std::string, Number>> RunCost::*member,
                const std::vector<RunCost>& costs, std::vector<RunColumn>& columns) {
  std::set<std::string> names;
  for (const RunCost& cost : costs) {
    for (const auto& count : cost.*member) names.insert(count.first);
  }
  for (const std::string& name : names) {
    const auto text = [name, member](const RunRow& row) {
      const auto& counts = row.cost.*member;
      const auto count = std::ranges::find(counts, name, &std::pair<std::string, Number>::first);
      return count == counts.end() ? "" : exact_text(static_cast<double>(count->second));
    };
    columns.push_back({title + "_" + name, text});
  }
}

std::vector<RunColumn> all_columns(const Comparison& comparison) {
  std::vector<RunColumn> columns = common_columns();
  add_counts("run_seconds", &RunCost::seconds, comparison.costs, columns);
  add_counts("run_images", &RunCost::images, comparison.costs, columns);
  return columns;
}

}  // namespace

std::string to_csv(const Comparison& comparison) {
  TextTable table;
  const std::vector<RunColumn> columns = all_columns(comparison);
  for (const RunColumn& column : columns) table.columns.push_back({column.title});
  for (const ComparisonTable& values : comparison.tables) {
    for (const ComparedGroup& group : values.groups) {
      for (size_t i = 0; i < group.last.runs.size(); ++i) {
        const RunValue& last = group.last.runs[i];
        const RunRow row{.table = values,
                         .group = group,
                         .runs = comparison.grouping.groups[group.group],
                         .run = comparison.runs[last.run],
                         .cost = comparison.costs[last.run],
                         .last = last,
                         // Both summaries have the runs of the group in one order.
                         .best = group.best.runs.empty() ? nullptr : &group.best.runs[i]};
        auto& cells = table.rows.emplace_back();
        for (const RunColumn& column : columns) cells.push_back(column.text(row));
      }
    }
  }
  return to_csv(table);
}

}  // namespace tandem
