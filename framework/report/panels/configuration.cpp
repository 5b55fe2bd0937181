// In what configurations differ, and nothing else of them.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "framework/report/page_parts.h"
#include "framework/report/panel.h"

namespace tandem {
namespace {

/// Values of one option by group; nothing where a group has no such option.
struct OptionRow {
  std::string name;
  std::vector<std::optional<std::string>> values;
};

std::vector<OptionRow> all_options(const Comparison& comparison) {
  const auto& groups = comparison.grouping.groups;
  std::vector<OptionRow> rows;
  std::map<std::string, size_t> places;
  for (size_t group = 0; group < groups.size(); ++group) {
    for (const auto& [name, value] : comparison.runs[groups[group].runs.front()].options) {
      if (is_beside_results(name)) continue;
      const auto [place, is_new] = places.try_emplace(name, rows.size());
      if (is_new) rows.push_back({name, std::vector<std::optional<std::string>>(groups.size())});
      rows[place->second].values[group] = value;
    }
  }
  return rows;
}

bool is_in_all(const OptionRow& row) {
  return std::ranges::all_of(row.values, [](const auto& value) { return value.has_value(); });
}

bool differs(const OptionRow& row) {
  return std::ranges::adjacent_find(row.values, std::ranges::not_equal_to()) != row.values.end();
}

TextTable table_with(const Comparison& comparison, const std::vector<OptionRow>& rows) {
  TextTable table{.columns = {{"Option"}}};
  for (const std::string& label : group_labels(comparison)) table.columns.push_back({label});
  for (const OptionRow& row : rows) {
    std::vector<std::string> cells = {row.name};
    for (const auto& value : row.values) cells.push_back(value.value_or(""));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Html draw(const ReportSubject& subject) {
  std::vector<OptionRow> shared;
  std::vector<OptionRow> own;
  for (const OptionRow& row : all_options(subject.comparison)) {
    if (differs(row)) (is_in_all(row) ? shared : own).push_back(row);
  }
  Html body;
  if (!shared.empty()) {
    body += table_of("Options that all configurations have, with different values.",
                     table_with(subject.comparison, shared));
  }
  if (!own.empty()) {
    const std::string caption = "Options that not all configurations have.";
    body += element(
        "details", {},
        element("summary", {}, counted(own.size(), "option") + " that not all configurations have"),
        table_of(caption, table_with(subject.comparison, own)));
  }
  return body;
}

}  // namespace

Panel configuration_panel() {
  return {.title = "Configuration",
          .sentence =
              "Only what differs. Left out: seeds, and what changes no result: names, paths, "
              "when runs report, sample and save.",
          .place = 90,
          .filled_by = "train a second configuration.",
          .draw = draw};
}

}  // namespace tandem
