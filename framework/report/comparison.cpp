#include "framework/report/comparison.h"

#include <algorithm>
#include <set>

#include "framework/core/error.h"
#include "framework/core/text.h"
#include "framework/report/comparison_notes.h"
#include "framework/report/few_runs.h"
#include "framework/report/group_ranking.h"
#include "framework/report/observed_values.h"

namespace tandem {
namespace {

/// Whether a group belongs in a table: one of its runs was measured, or all diverged.
bool is_concerned(const RunGroup& group, const std::set<size_t>& measured,
                  const StampedValue& value, const std::vector<CollectedRun>& runs) {
  const auto is_measured = [&](size_t run) { return measured.contains(run); };
  const auto is_lost = [&](size_t run) { return has_diverged(value, runs[run]); };
  return std::ranges::any_of(group.runs, is_measured) || std::ranges::all_of(group.runs, is_lost);
}

std::optional<double> mean_over(const std::vector<Observation>& observations,
                                std::optional<double> RecordedValue::*member) {
  std::vector<double> values;
  for (const Observation& observation : observations) {
    if (const auto& value = observation.value->*member) values.push_back(*value);
  }
  return mean_of(values);
}

/// What is known of a value whatever the run.
RecordedValue description_of(const std::vector<Observation>& observations) {
  RecordedValue value = *observations.front().value;
  // The number itself is of one run.
  value.value.reset();
  value.standard_error.reset();
  value.floor = mean_over(observations, &RecordedValue::floor);
  value.ceiling = mean_over(observations, &RecordedValue::ceiling);
  value.real = mean_over(observations, &RecordedValue::real);
  return value;
}

/// One value under one stamp.
StampedValue under(const ObservedValue& value, const NamedTexts& stamp,
                   const std::vector<CollectedRun>& runs) {
  StampedValue stamped{.observations = {}, .direction = {}};
  std::ranges::copy_if(
      value.observations, std::back_inserter(stamped.observations),
      [&](const Observation& observation) { return observation.record->stamp == stamp; });
  stamped.direction = stamped.observations.front().value->direction;
  for (const Observation& observation : stamped.observations) {
    stamped.trained_on.insert(trained_data(runs[observation.run]));
  }
  return stamped;
}

ComparisonTable table_of(const ObservedValue& value, const NamedTexts& stamp, bool is_common,
                         const Comparison& comparison) {
  const StampedValue stamped = under(value, stamp, comparison.runs);
  ComparisonTable table{.value = description_of(stamped.observations),
                        .metric = value.metric,
                        .stamp = stamp,
                        .distinguishing = {},
                        .groups = {}};
  // Where the stamp is common all that have the value belong together; else those that have this.
  std::set<size_t> measured;
  for (const Observation& observation : is_common ? value.observations : stamped.observations) {
    measured.insert(observation.run);
  }
  const auto& groups = comparison.grouping.groups;
  for (size_t i = 0; i < groups.size(); ++i) {
    if (!is_concerned(groups[i], measured, stamped, comparison.runs)) continue;
    std::vector<RunCost> costs;
    for (const size_t run : groups[i].runs) costs.push_back(comparison.costs[run]);
    table.groups.push_back({.group = i,
                            .last = summary_of_last(stamped, groups[i], comparison.runs),
                            .best = summary_of_best(stamped, groups[i], comparison.runs),
                            .cost = mean_cost(costs)});
  }
  table = with_ranked_groups(std::move(table), is_common);
  table.notes = notes_on(table, comparison);
  return table;
}

/// The fields in which the stamps of some tables differ.
std::vector<std::string> distinguishing_fields(const std::vector<ComparisonTable>& tables) {
  std::vector<std::string> fields;
  for (const ComparisonTable& table : tables) {
    for (const auto& entry : table.stamp) {
      const bool is_same = std::ranges::all_of(tables, [&](const ComparisonTable& other) {
        return std::ranges::find(other.stamp, entry) != other.stamp.end();
      });
      const std::string& field = entry.first;
      if (!is_same && std::ranges::find(fields, field) == fields.end()) fields.push_back(field);
    }
  }
  return fields;
}

void compare_value(const ObservedValue& value, Comparison& comparison) {
  const ObservedStamps stamps = stamps_of(value, comparison.runs);
  const bool is_common = !stamps.common.empty();
  std::vector<ComparisonTable> tables;
  for (const NamedTexts& stamp : is_common ? stamps.common : stamps.others) {
    tables.push_back(table_of(value, stamp, is_common, comparison));
  }
  const std::vector<std::string> fields = distinguishing_fields(tables);
  for (ComparisonTable& table : tables) table.distinguishing = fields;
  if (is_common && !stamps.others.empty()) {
    // Once, not for every stamp.
    tables.front().notes.push_back("some runs were also measured in other ways, not all of them");
  }
  if (stamps.conflict) comparison.conflicts.push_back(*stamps.conflict);
  std::ranges::move(tables, std::back_inserter(comparison.tables));
}

}  // namespace

Comparison grouped(std::vector<CollectedRun> runs, GroupBy by) {
  Comparison comparison{.runs = std::move(runs)};
  std::ranges::transform(comparison.runs, std::back_inserter(comparison.costs), cost_of);
  comparison.grouping = group_runs(comparison.runs, by);
  return comparison;
}

Comparison compare(std::vector<CollectedRun> runs, const ComparisonRequest& request) {
  Comparison comparison = grouped(std::move(runs), request.by);
  const auto has_records = [](const CollectedRun& run) { return !run.records.empty(); };
  if (std::ranges::none_of(comparison.runs, has_records)) {
    throw DataError({.what = "nothing was measured of these runs",
                     .where = joined(comparison.runs,
                                     [](const CollectedRun& run) { return run.path.string(); }),
                     .expected = "records of evaluations",
                     .advice = "Evaluate them first" +
                               (request.measuring.empty() ? "." : ": " + request.measuring + ".")});
  }
  // Runs that repeat a seed are in no group, and are not looked at.
  const auto values =
      observed_values(comparison.runs, grouped_runs(comparison.grouping), request.values);
  for (const ObservedValue& value : values) compare_value(value, comparison);
  comparison.over_data = ranks_over_data(comparison.tables);
  comparison.notes = notes_on(comparison);
  return comparison;
}

}  // namespace tandem
