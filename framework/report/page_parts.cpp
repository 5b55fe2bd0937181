#include "framework/report/page_parts.h"

#include <algorithm>

#include "framework/core/text.h"
#include "framework/report/chart_style.h"

namespace tandem {
namespace {

Html row_of(const TextTable& table, const std::vector<std::string>& cells) {
  Html row;
  for (size_t column = 0; column < cells.size(); ++column) {
    const bool is_number = table.columns[column].alignment == Alignment::kRight;
    const Attributes attributes = is_number ? Attributes{{"class", "n"}} : Attributes{};
    if (column == 0) {
      row += element("th", {{"scope", "row"}}, isolated(cells[column]));
    } else {
      row += element("td", attributes, isolated(cells[column]));
    }
  }
  return element("tr", {}, row);
}

}  // namespace

Html table_of(const std::string& caption, const TextTable& table, size_t most_rows) {
  Html titles;
  for (const TextColumn& column : table.columns) {
    Attributes attributes = {{"scope", "col"}};
    if (column.alignment == Alignment::kRight && &column != &table.columns.front()) {
      attributes.emplace_back("class", "n");
    }
    titles += element("th", attributes, isolated(column.title));
  }
  Html rows;
  const size_t num_rows = std::min(table.rows.size(), most_rows);
  for (size_t i = 0; i < num_rows; ++i) rows += row_of(table, table.rows[i]);
  std::string text = caption;
  if (num_rows < table.rows.size()) {
    text += " The first " + std::to_string(num_rows) + " of " + std::to_string(table.rows.size()) +
            " rows.";
  }
  // Focusable, so that a keyboard can scroll it.
  return element(
      "div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "region"}, {"aria-label", caption}},
      element("table", {}, element("caption", {}, text),
              element("thead", {}, element("tr", {}, titles)), element("tbody", {}, rows)));
}

Html numbers_of(const std::string& caption, const TextTable& table, size_t most_rows) {
  return element("details", {}, element("summary", {}, "Numbers"),
                 table_of(caption, table, most_rows));
}

Html figure(const std::string& title, const std::string& sentence, const Html& drawing,
            const Html& below) {
  return element("figure", {},
                 element("figcaption", {}, element("strong", {}, isolated(title)), sentence),
                 drawing, below);
}

Html figures(const Html& all) { return element("div", {{"class", "charts"}}, all); }

std::string run_name(const Comparison& comparison, size_t run) {
  const std::filesystem::path& path = comparison.runs[run].path;
  const auto name_of = [](const std::filesystem::path& directory) {
    const std::filesystem::path plain = directory.lexically_normal();
    // A path with a slash at its end has no file name.
    return (plain.has_filename() ? plain : plain.parent_path()).filename().string();
  };
  const std::string name = name_of(path);
  const auto bearers = std::ranges::count_if(
      comparison.runs, [&](const CollectedRun& other) { return name_of(other.path) == name; });
  return printable_line(bearers == 1 && !name.empty() ? name : path.string());
}

std::vector<std::string> group_labels(const Comparison& comparison) {
  std::vector<std::string> labels;
  for (const RunGroup& group : comparison.grouping.groups) labels.push_back(group.label);
  return labels;
}

Html made_again(const std::vector<std::string>& commands, const std::string& note) {
  if (commands.empty()) return {};
  const std::string where =
      "In the directory that this page was made in, with the data where it was.";
  return element("h3", {}, "Make it again") +
         element("p", {{"class", "muted"}}, where, note.empty() ? "" : " ", note) +
         element("pre", {}, element("code", {}, joined(commands, printable_line, "\n")));
}

Html legend_of(const Comparison& comparison) {
  std::vector<LegendEntry> entries;
  for (const std::string& label : group_labels(comparison)) {
    entries.push_back({label, entries.size()});
  }
  return legend(entries);
}

}  // namespace tandem
