#include "framework/report/text_table.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <string_view>

#include "framework/core/csv.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

constexpr const char* kGap = "  ";

std::string padded(const std::string& text, size_t width, Alignment alignment) {
  const std::string spaces(width - std::min(width, columns_of(text)), ' ');
  return alignment == Alignment::kLeft ? text + spaces : spaces + text;
}

/// The titles and all rows, each cell as `form` writes it.
template <class Form>
std::vector<std::vector<std::string>> lines_of(const TextTable& table, const Form& form) {
  std::vector<std::vector<std::string>> lines(1);
  for (const TextColumn& column : table.columns) lines[0].push_back(form(column.title));
  for (const auto& row : table.rows) {
    auto& line = lines.emplace_back();
    for (const std::string& cell : row) line.push_back(form(cell));
  }
  return lines;
}

}  // namespace

std::string to_plain_text(const TextTable& table) {
  const auto lines = lines_of(table, printable_line);
  std::vector<size_t> widths(table.columns.size(), 0);
  for (const auto& line : lines) {
    for (size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], columns_of(line[i]));
  }
  std::string text;
  for (const auto& line : lines) {
    std::string row;
    for (size_t i = 0; i < line.size(); ++i) {
      row += kGap + padded(line[i], widths[i], table.columns[i].alignment);
    }
    text += row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

std::string to_markdown(const TextTable& table) {
  const auto row_of = [](const std::vector<std::string>& cells) {
    return "| " + joined(cells, std::identity(), " | ") + " |\n";
  };
  std::vector<std::string> rule;
  for (const TextColumn& column : table.columns) {
    rule.push_back(column.alignment == Alignment::kLeft ? "---" : "---:");
  }
  std::string text;
  for (const auto& line : lines_of(table, markdown_text)) {
    text += row_of(line);
    // Below the titles, which are the first line.
    if (text.size() == row_of(line).size()) text += row_of(rule);
  }
  return text;
}

std::string to_csv(const TextTable& table) {
  std::string text;
  for (const auto& line : lines_of(table, std::identity())) text += csv_line(line);
  return text;
}

std::string markdown_text(const std::string& text) {
  constexpr std::string_view kObeyed = "\\`*[]|~&#!";
  const std::string line = printable_line(text);
  const auto is_inside_word = [&line](size_t i) {
    const auto is_letter = [](char letter) {
      return std::isalnum(static_cast<unsigned char>(letter));
    };
    return i > 0 && i + 1 < line.size() && is_letter(line[i - 1]) && is_letter(line[i + 1]);
  };
  std::string escaped;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '<' || line[i] == '>') {
      escaped += line[i] == '<' ? "&lt;" : "&gt;";
      continue;
    }
    // Inside a word GitHub takes an underscore as it is, and names are full of them.
    const bool is_emphasis = line[i] == '_' && !is_inside_word(i);
    if (is_emphasis || kObeyed.find(line[i]) != std::string_view::npos) escaped += '\\';
    escaped += line[i];
  }
  return escaped;
}

}  // namespace tandem
