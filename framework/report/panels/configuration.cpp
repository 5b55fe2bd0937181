// In what configurations differ, and nothing else of them.
#include <algorithm>
#include <optional>
#include <set>

#include "framework/core/text.h"
#include "framework/report/page_parts.h"
#include "framework/report/panel.h"
#include "framework/report/run_groups.h"

namespace tandem {
namespace {

/// What the runs of a group have of one name, each value once; nothing for no such name.
using GroupValues = std::vector<std::optional<std::string>>;

struct DifferenceRow {
  std::string name;
  std::vector<GroupValues> values;  // by group
};

GroupValues values_in(const std::vector<NamedTexts>& identities, const std::string& name) {
  GroupValues values;
  for (const NamedTexts& identity : identities) {
    const std::optional<std::string> value = identity_text(identity, name);
    if (std::ranges::find(values, value) == values.end()) values.push_back(value);
  }
  return values;
}

/// All that results depend on: options, the data, what a branch goes on from; by name.
std::vector<DifferenceRow> all_rows(const Comparison& comparison) {
  std::vector<std::vector<NamedTexts>> groups;  // identities of their runs: a family has several
  std::set<std::string> names;
  for (const RunGroup& group : comparison.grouping.groups) {
    auto& identities = groups.emplace_back();
    for (const size_t run : group.runs) {
      identities.push_back(identity_of(comparison.runs[run]));
      for (const auto& [name, value] : identities.back()) names.insert(name);
    }
  }
  std::vector<DifferenceRow> rows;
  for (const std::string& name : names) {
    DifferenceRow& row = rows.emplace_back(DifferenceRow{.name = name, .values = {}});
    for (const auto& identities : groups) row.values.push_back(values_in(identities, name));
  }
  return rows;
}

bool is_in_all(const DifferenceRow& row) {
  const auto lacks = [](const GroupValues& values) {
    return std::ranges::find(values, std::optional<std::string>()) != values.end();
  };
  return std::ranges::none_of(row.values, lacks);
}

bool differs(const DifferenceRow& row) {
  return std::ranges::any_of(row.values, [&](const GroupValues& values) {
    return values.size() > 1 || values != row.values.front();
  });
}

/// All values of a group where there is room for them.
std::string cell_of(const GroupValues& values) {
  constexpr size_t kMostLetters = 40;
  if (values.size() == 1) return values.front().value_or("");
  const std::string text = joined(values, [](const auto& value) { return value.value_or("none"); });
  return text.size() <= kMostLetters ? text : "several";
}

TextTable table_with(const Comparison& comparison, const std::vector<DifferenceRow>& rows) {
  TextTable table{.columns = {{"What"}}};
  for (const std::string& label : group_labels(comparison)) table.columns.push_back({label});
  for (const DifferenceRow& row : rows) {
    std::vector<std::string> cells = {row.name};
    for (const GroupValues& values : row.values) cells.push_back(cell_of(values));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

Html draw(const ReportSubject& subject) {
  std::vector<DifferenceRow> shared;
  std::vector<DifferenceRow> own;
  for (const DifferenceRow& row : all_rows(subject.comparison)) {
    if (differs(row)) (is_in_all(row) ? shared : own).push_back(row);
  }
  Html body;
  if (!shared.empty()) {
    body += table_of("What all configurations have, with different values.",
                     table_with(subject.comparison, shared));
  }
  if (!own.empty()) {
    const std::string caption = "What not all configurations have.";
    body += element(
        "details", {},
        element("summary", {}, counted(own.size(), "value") + " that not all configurations have"),
        table_of(caption, table_with(subject.comparison, own)));
  }
  return body;
}

}  // namespace

Panel configuration_panel() {
  return {
      .title = "Configuration",
      .sentence =
          "Only what differs: options, the data by its digest, the device that computed, what "
          "branches go on from. Left out: seeds, and what changes no result: names, paths, when "
          "runs report, sample and save.",
      .place = 90,
      .filled_by = "train a second configuration.",
      .draw = draw};
}

}  // namespace tandem
