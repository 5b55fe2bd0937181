#include "framework/report/comparison_text.h"

#include <algorithm>
#include <functional>

#include "framework/core/text.h"
#include "framework/report/number_text.h"
#include "framework/report/value_summary.h"

namespace tandem {
namespace {

constexpr const char* kNothing = "-";

std::string count_of(const ValueSummary& summary) {
  const std::string values = std::to_string(summary.num_values);
  return summary.num_values == summary.runs.size()
             ? values
             : values + " of " + std::to_string(summary.runs.size());
}

std::string value_text(const RunValue& value, Digits digits) {
  if (value.diverged) return "diverged";
  if (value.undefined) return "undefined";
  return value.value ? number_text(*value.value, digits) : kNothing;
}

/// "1: 0.98, 2: 0.02", without ranks that are out of the question. No resampling of few runs makes
/// one certain.
std::string ranks_text(const std::vector<double>& probabilities) {
  constexpr double kLeast = 0.005;
  constexpr double kMost = 0.999;
  std::vector<std::string> parts;
  for (size_t rank = 0; rank < probabilities.size(); ++rank) {
    if (probabilities[rank] < kLeast) continue;
    parts.push_back(std::to_string(rank + 1) + ": " +
                    share_text(std::min(probabilities[rank], kMost)));
  }
  return joined(parts);
}

std::string seconds_text(const RunCost& cost) {
  return joined(cost.seconds, [](const auto& device) {
    return count_text(device.second) + " " + device.first + "-s";
  });
}

std::string images_text(const RunCost& cost) {
  return joined(cost.images, [](const auto& network) {
    return network.first + " " + count_text(static_cast<double>(network.second));
  });
}

std::vector<int64_t> seeds_of(const ComparedGroup& group, const Comparison& comparison) {
  std::vector<int64_t> seeds;
  for (const RunValue& value : group.last.runs) {
    seeds.push_back(comparison.runs[value.run].seed());
  }
  return seeds;
}

/// The seeds of all groups where they are the same in each.
std::vector<int64_t> common_seeds(const ComparisonTable& table, const Comparison& comparison) {
  const auto first = seeds_of(table.groups.front(), comparison);
  const auto is_same = [&](const ComparedGroup& group) {
    return seeds_of(group, comparison) == first;
  };
  return std::ranges::all_of(table.groups, is_same) ? first : std::vector<int64_t>();
}

/// A column, and what it says of a group.
struct GroupColumn {
  TextColumn column;
  std::function<std::string(const ComparedGroup&)> text;
};

/// Columns that only some tables have something for.
std::vector<GroupColumn> further_columns(const ComparisonTable& table) {
  std::vector<GroupColumn> columns;
  const auto add = [&](const std::string& title, auto text) {
    const auto has_text = [&](const ComparedGroup& group) { return !text(group).empty(); };
    if (std::ranges::any_of(table.groups, has_text)) columns.push_back({{title}, text});
  };
  add("interquartile mean", [](const ComparedGroup& group) {
    const auto& mean = group.last.interquartile_mean;
    return mean ? number_text(*mean, digits_for(group.last)) : "";
  });
  add("P(better than first)", [](const ComparedGroup& group) {
    return group.better_than_first ? share_text(*group.better_than_first) : "";
  });
  add("P(rank)", [](const ComparedGroup& group) { return ranks_text(group.rank_probabilities); });
  add("best checkpoint", [](const ComparedGroup& group) {
    return group.best.runs.empty() ? "" : mean_text(group.best, kNothing);
  });
  add("cost", [](const ComparedGroup& group) { return seconds_text(group.cost); });
  add("images seen", [](const ComparedGroup& group) { return images_text(group.cost); });
  return columns;
}

std::vector<GroupColumn> columns_of(const Comparison& comparison, const ComparisonTable& table) {
  std::vector<GroupColumn> columns = {
      {{"runs"},
       [&](const ComparedGroup& group) { return comparison.grouping.groups[group.group].label; }},
      {{"mean ± 95 %"}, [](const ComparedGroup& group) { return mean_text(group.last, kNothing); }},
      {{"n"}, [](const ComparedGroup& group) { return count_of(group.last); }}};
  std::ranges::move(further_columns(table), std::back_inserter(columns));
  const std::vector<int64_t> seeds = common_seeds(table, comparison);
  // Common seeds are said once, in the title; others beside each value.
  const std::string title = seeds.empty() ? "every seed" : "seed " + joined(seeds);
  columns.push_back({{title}, [&comparison, named = seeds.empty()](const ComparedGroup& group) {
                       const Digits digits = digits_for(group.last);
                       return joined(
                           group.last.runs,
                           [&](const RunValue& value) {
                             const std::string seed =
                                 std::to_string(comparison.runs[value.run].seed()) + ": ";
                             return (named ? seed : "") + value_text(value, digits);
                           },
                           named ? ", " : "  ");
                     }});
  return columns;
}

/// "stamp 0123456789ab: metric fid, version 1, …".
std::string stamp_text(const NamedTexts& stamp) {
  constexpr size_t kDigits = 12;
  return "stamp " + stamp_digest(stamp).substr(0, kDigits) + ": " +
         joined(stamp, [](const auto& field) { return field.first + " " + field.second; });
}

}  // namespace

TextTable verdict_of(const Comparison& comparison, const ComparisonTable& table) {
  TextTable verdict;
  const std::vector<GroupColumn> columns = columns_of(comparison, table);
  for (const GroupColumn& column : columns) verdict.columns.push_back(column.column);
  for (const ComparedGroup& group : table.groups) {
    auto& row = verdict.rows.emplace_back();
    for (const GroupColumn& column : columns) row.push_back(column.text(group));
  }
  // What rows are held against has the digits of the first row that has values.
  const auto measured = std::ranges::find_if(
      table.groups, [](const ComparedGroup& group) { return group.last.num_values > 0; });
  const auto add = [&](const std::string& name, const std::optional<double>& value) {
    if (!value) return;
    auto& row = verdict.rows.emplace_back(columns.size());
    row[0] = name;
    const bool is_alone = measured == table.groups.end();
    row[1] = number_text(*value, is_alone ? digits_of(value, {}) : digits_for(measured->last));
  };
  add("floor: a perfect model", table.value.floor);
  add("ceiling: a perfect model", table.value.ceiling);
  add("other real data", table.value.real);
  return verdict;
}

std::string distinction_of(const ComparisonTable& table) {
  std::string distinction;
  for (const auto& [field, text] : table.stamp) {
    if (std::ranges::find(table.distinguishing, field) == table.distinguishing.end()) continue;
    distinction += ", " + field + " " + text;
  }
  return distinction;
}

std::string title_of(const ComparisonTable& table) {
  std::string title = table.value.name;
  if (!table.value.unit.empty()) title += " in " + table.value.unit;
  return title + direction_arrow(table.value) + distinction_of(table);
}

std::string to_text(const Comparison& comparison, TextForm form) {
  const bool is_markdown = form == TextForm::kMarkdown;
  const auto line = [&](const std::string& before, const std::string& text) {
    return (is_markdown ? before + markdown_text(text) : printable_line(text)) + "\n";
  };
  std::string text;
  for (const ComparisonTable& table : comparison.tables) {
    text += line("### ", title_of(table));
    if (!table.value.sentence.empty()) text += line("", table.value.sentence);
    const TextTable verdict = verdict_of(comparison, table);
    text += is_markdown ? "\n" + to_markdown(verdict) + "\n" : to_plain_text(verdict);
    for (const std::string& note : table.notes) text += line("- ", note);
    text += line("- ", stamp_text(table.stamp)) + "\n";
  }
  for (const RanksOverData& ranks : comparison.over_data) {
    text += line("### ", "mean ranks of " + ranks.value + " over " +
                             std::to_string(ranks.num_data_sets) + " data sets");
    for (size_t i = 0; i < ranks.groups.size(); ++i) {
      text += line("- ", comparison.grouping.groups[ranks.groups[i]].label + ": " +
                             number_text(ranks.mean_ranks[i], Digits{2}));
    }
    text += line(
        "- ", "critical difference at 5 %: " + number_text(ranks.critical_difference, Digits{2}));
    text += "\n";
  }
  for (const std::string& note : comparison.notes) text += line("- ", note);
  return text;
}

}  // namespace tandem
