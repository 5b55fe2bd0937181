#include "framework/report/verdict_sentence.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <tuple>

#include "framework/core/named_values.h"
#include "framework/core/text.h"
#include "framework/report/comparison_text.h"
#include "framework/report/few_runs.h"
#include "framework/report/group_ranking.h"
#include "framework/report/number_text.h"
#include "framework/report/page_parts.h"
#include "framework/report/value_summary.h"
#include "framework/runs/metric_names.h"
#include "framework/runs/stamp_fields.h"

namespace tandem {
namespace {

/// Metrics by which the field judges models, the most usual one first.
constexpr std::array<std::string_view, 5> kUsualMetrics = {
    kFidMetric, kKidMetric, kLikelihoodMetric, kPairDistanceMetric, kClassificationErrorMetric};

size_t place_among_metrics(const std::string& metric) {
  return static_cast<size_t>(std::ranges::find(kUsualMetrics, metric) - kUsualMetrics.begin());
}

std::string result_text(const ValueSummary& summary) {
  return mean_text(summary, "not measured", summary.runs.size() == 1 ? " run" : " runs");
}

bool is_clear(const ComparedGroup& first, const ComparedGroup& second) {
  if (failures_text(first.last)) return false;
  if (std::ranges::all_of(second.last.runs, &RunValue::is_worst)) return true;
  if (!first.last.mean || !first.last.half_width) return false;
  if (!second.last.mean || !second.last.half_width) return false;
  // Intervals must not meet, which asks for more than a test of the difference would.
  const double distance = std::abs(*first.last.mean - *second.last.mean);
  return distance > *first.last.half_width + *second.last.half_width;
}

/// The best row that the first is not clearly ahead of; the first one itself where there is none.
const ComparedGroup& closest_rival(const ComparisonTable& table) {
  const ComparedGroup& first = table.groups.front();
  // Not always the second row: one farther down may have a wider interval.
  const auto rival = std::find_if(table.groups.begin() + 1, table.groups.end(), [&](auto& row) {
    return num_scores(row.last) > 0 && !is_clear(first, row);
  });
  return rival == table.groups.end() ? first : *rival;
}

std::string support_of(const ComparisonTable& table) {
  std::string text = table.value.sentence;
  if (!text.empty() && !text.ends_with('.')) text += ".";
  text += " " + table.value.name + distinction_of(table) + ": " + direction_text(table.value) +
          "; ± is Student's 95 % interval of the mean.";
  const size_t fewest = fewest_scores(table);
  if (fewest < 2) {
    text += " With one seed nobody can tell luck from merit: train more.";
  } else if (fewest < kFewestForRanks) {
    text += " " + std::to_string(fewest) + " seeds are few: read the intervals, not the order.";
  }
  return text;
}

Verdict nothing_compared(const Comparison& comparison) {
  const std::string runs = counted(comparison.runs.size(), "run");
  if (!comparison.conflicts.empty()) {
    const StampConflict& conflict = comparison.conflicts.front();
    return {.sentence = runs + ", not ranked: they were not measured in the same way.",
            .support = conflict.value + " was measured under different conditions: " +
                       conflict.difference.field + " is \"" + conflict.difference.first +
                       "\" in one run and \"" + conflict.difference.second + "\" in another."};
  }
  if (!comparison.tables.empty()) {
    return {.sentence = runs + ": no two configurations were measured in the same value.",
            .support =
                "What was measured of each stands below. Evaluate them alike to compare "
                "them."};
  }
  return {.sentence = runs + ", none of them measured yet.",
          .support = "Curves and pictures are below. Evaluate the runs to compare them."};
}

}  // namespace

const ComparisonTable* deciding_table(const Comparison& comparison) {
  const ComparisonTable* best = nullptr;
  const auto merit = [](const ComparisonTable& table) {
    return std::tuple(-static_cast<int64_t>(table.groups.size()), place_among_metrics(table.metric),
                      // What a checkpoint may have been chosen by says less of it.
                      text_under(table.stamp, kSplitField) != "test");
  };
  for (const ComparisonTable& table : comparison.tables) {
    const bool decides = has_direction(table.value) && !table.groups.empty() &&
                         (table.is_ranked || comparison.grouping.groups.size() == 1);
    if (decides && (best == nullptr || merit(table) < merit(*best))) best = &table;
  }
  return best;
}

std::set<std::string> leading_values(const Comparison& comparison) {
  constexpr size_t kFewTables = 6;
  std::set<std::string> names;
  std::set<size_t> told;  // groups of which one of these values tells something
  const auto add = [&](const ComparisonTable& table) {
    names.insert(table.value.name);
    for (const ComparedGroup& row : table.groups) told.insert(row.group);
  };
  const auto tells_more = [&](const ComparisonTable& table) {
    return std::ranges::any_of(table.groups,
                               [&](const ComparedGroup& row) { return !told.contains(row.group); });
  };
  const bool are_few = comparison.tables.size() <= kFewTables;
  for (const ComparisonTable& table : comparison.tables) {
    if (are_few || place_among_metrics(table.metric) < kUsualMetrics.size()) add(table);
  }
  const ComparisonTable* deciding = deciding_table(comparison);
  if (deciding != nullptr && tells_more(*deciding)) add(*deciding);
  for (const bool is_directed : {true, false}) {
    for (const ComparisonTable& table : comparison.tables) {
      if (has_direction(table.value) == is_directed && tells_more(table)) add(table);
    }
  }
  return names;
}

Verdict verdict_sentence(const Comparison& comparison, const ComparisonTable* table) {
  if (table == nullptr) return nothing_compared(comparison);
  const auto label = [&](const ComparedGroup& row) {
    return comparison.grouping.groups[row.group].label;
  };
  const ComparedGroup& first = table->groups.front();
  const std::string lead = label(first) + ": " + table->value.name + " " + result_text(first.last);
  if (table->groups.size() == 1) {
    return {.sentence = lead + ", " + counted(first.last.runs.size(), "run") + ".",
            .support = support_of(*table)};
  }
  if (std::ranges::all_of(first.last.runs, &RunValue::is_worst)) {
    return {.sentence =
                table->value.name + " ranks nothing: every run diverged or has no finite value.",
            .support = support_of(*table)};
  }
  const ComparedGroup& rival = closest_rival(*table);
  const bool is_best = &rival == &first;
  const ComparedGroup& second = is_best ? table->groups[1] : rival;
  const std::string other = label(second) + " at " + result_text(second.last);
  if (is_best) {
    return {.sentence = label(first) + " is best: " + table->value.name + " " +
                        result_text(first.last) + ", ahead of " + other + ".",
            .support = support_of(*table)};
  }
  if (first.last.mean && second.last.mean == first.last.mean && second.better_than_first == 0.5) {
    return {.sentence = label(first) + " and " + label(second) +
                        " are equal: " + table->value.name + " " + result_text(first.last) + ".",
            .support = support_of(*table)};
  }
  Verdict verdict{.sentence = label(first) + " leads, but not clearly: " + table->value.name + " " +
                              result_text(first.last) + ", " + other + ".",
                  .support = support_of(*table)};
  if (second.better_than_first) {
    // Of ties each side has half, so that the two probabilities add up to 1.
    verdict.support += " A run of " + label(first) + " is better than one of " + label(second) +
                       " with a probability of " + share_text(1 - *second.better_than_first) + ".";
  }
  return verdict;
}

}  // namespace tandem
