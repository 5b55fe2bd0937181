// How sure the order of configurations is.
#include <algorithm>
#include <limits>
#include <span>

#include "framework/core/text.h"
#include "framework/report/few_runs.h"
#include "framework/report/group_ranking.h"
#include "framework/report/heat_map.h"
#include "framework/report/number_text.h"
#include "framework/report/page_parts.h"
#include "framework/report/panel.h"

namespace tandem {
namespace {

// A map has the square of its rows in cells, and there may be one per value.
constexpr size_t kMostRows = 30;
constexpr size_t kMostRowsOfOthers = 12;

/// The numbers of a map, as its cells have them.
TextTable numbers_in(const HeatMap& map, const std::string& corner) {
  TextTable table{.columns = {{corner}}};
  for (const std::string& column : map.columns)
    table.columns.push_back({column, Alignment::kRight});
  for (size_t row = 0; row < map.rows.size(); ++row) {
    std::vector<std::string> cells = {map.rows[row]};
    for (size_t column = 0; column < map.columns.size(); ++column) {
      const double value = map.values[row * map.columns.size() + column];
      // NaN, which is not equal to itself, has no cell.
      cells.push_back(value == value ? share_text(value) : "");
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

/// The best groups of a table, as many as a map has room for.
std::span<const ComparedGroup> shown_rows(const ComparisonTable& table) {
  return std::span(table.groups).first(std::min(table.groups.size(), kMostRows));
}

HeatMap rank_map(const Comparison& comparison, const ComparisonTable& table) {
  HeatMap map{.texts = {.title = "Probability of each rank by " + table.value.name,
                        .description = "A row per configuration, a column per rank, the darker the "
                                       "more probable.",
                        .x_title = "rank"},
              .largest = 1.0};
  const auto rows = shown_rows(table);
  for (size_t rank = 1; rank <= rows.size(); ++rank) map.columns.push_back(std::to_string(rank));
  for (const ComparedGroup& row : rows) {
    map.rows.push_back(comparison.grouping.groups[row.group].label);
    for (size_t rank = 0; rank < rows.size(); ++rank) {
      const bool is_known = rank < row.rank_probabilities.size();
      map.values.push_back(is_known ? row.rank_probabilities[rank]
                                    : std::numeric_limits<double>::quiet_NaN());
    }
  }
  return map;
}

HeatMap duel_map(const Comparison& comparison, const ComparisonTable& table) {
  HeatMap map{.texts = {.title = "Probability of improvement by " + table.value.name,
                        .description = "How probable it is that a run of the row is better than "
                                       "one of the column.",
                        .x_title = "better than"},
              .largest = 1.0};
  for (const ComparedGroup& row : shown_rows(table)) {
    map.rows.push_back(comparison.grouping.groups[row.group].label);
    map.columns.push_back(map.rows.back());
    const std::vector<double> scores = scores_of(row.last, table.value.direction);
    for (const ComparedGroup& other : shown_rows(table)) {
      const std::vector<double> others = scores_of(other.last, table.value.direction);
      map.values.push_back(&row == &other || scores.size() < 2 || others.size() < 2
                               ? std::numeric_limits<double>::quiet_NaN()
                               : probability_of_improvement(scores, others));
    }
  }
  return map;
}

bool has_ranks(const ComparisonTable& table) {
  return table.is_ranked && table.groups.size() > 1 &&
         std::ranges::any_of(table.groups, [](const ComparedGroup& row) {
           return !row.rank_probabilities.empty();
         });
}

std::string caution_of(const ComparisonTable& table) {
  if (fewest_scores(table) >= kFewestForRanks) return "";
  return "With fewer than " + std::to_string(kFewestForRanks) +
         " runs these probabilities are too sure of themselves.";
}

/// What a map leaves out, after the name of its value.
std::string rest_of(const ComparisonTable& table) {
  if (table.groups.size() <= kMostRows) return "";
  return ", the best " + std::to_string(kMostRows) + " of " +
         counted(table.groups.size(), "configuration");
}

/// Average ranks over data sets, and what of their differences is more than chance.
Html over_data(const Comparison& comparison) {
  Html tables;
  for (const RanksOverData& ranks : comparison.over_data) {
    TextTable table{.columns = {{"Configuration"}, {"Mean rank", Alignment::kRight}}, .rows = {}};
    for (size_t i = 0; i < ranks.groups.size(); ++i) {
      table.rows.push_back({comparison.grouping.groups[ranks.groups[i]].label,
                            number_text(ranks.mean_ranks[i], Digits{2})});
    }
    tables +=
        table_of("Mean ranks by " + ranks.value + " over " + std::to_string(ranks.num_data_sets) +
                     " data sets. Below a difference of " +
                     number_text(ranks.critical_difference, Digits{2}) +
                     " they may be chance (Nemenyi, 5 %).",
                 table);
  }
  return tables;
}

/// Names the values that too many configurations have for a map.
Html left_out_note(const std::vector<std::string>& values) {
  if (values.empty()) return {};
  return element("p", {{"class", "note"}}, "Ranks by other values are drawn of at most ",
                 std::to_string(kMostRowsOfOthers),
                 " configurations; left out: ", isolated_list(values), ".");
}

Html draw(const ReportSubject& subject) {
  Html all;
  Html others;
  std::vector<std::string> left_out;
  const auto add = [&](Html& to, const std::string& title, const std::string& sentence,
                       const HeatMap& map) {
    to += figure(title, sentence, drawn(map),
                 numbers_of(map.texts.title + ".", numbers_in(map, "Configuration")));
  };
  if (subject.verdict != nullptr && has_ranks(*subject.verdict)) {
    const std::string by = "By " + subject.verdict->value.name + rest_of(*subject.verdict);
    add(all, "Run against run", by + ": wins and half of the ties.",
        duel_map(subject.comparison, *subject.verdict));
    add(all, "Ranks", by + ". " + caution_of(*subject.verdict),
        rank_map(subject.comparison, *subject.verdict));
  }
  for (const ComparisonTable& table : subject.comparison.tables) {
    if (&table == subject.verdict || !has_ranks(table)) continue;
    if (table.groups.size() > kMostRowsOfOthers) {
      left_out.push_back(table.value.name);
      continue;
    }
    add(others, table.value.name, caution_of(table), rank_map(subject.comparison, table));
  }
  const Html tables = over_data(subject.comparison);
  const Html note = left_out_note(left_out);
  if (all.empty() && others.empty() && tables.empty() && note.empty()) return {};
  Html body = figures(all) + tables;
  if (!others.empty()) {
    body +=
        element("details", {}, element("summary", {}, "Ranks by other values"), figures(others));
  }
  return body + note;
}

}  // namespace

Panel ranks_panel() {
  return {.title = "Ranks",
          .sentence =
              "How often each configuration would take each rank if the runs were drawn "
              "again from those that there are.",
          .place = 40,
          .filled_by = "measure at least two configurations alike.",
          .draw = draw};
}

}  // namespace tandem
