// Tables of text, for terminals, Markdown and CSV. Cells may hold anything: what a reader would
// obey instead of showing is escaped.
#pragma once

#include <string>
#include <vector>

namespace tandem {

enum class Alignment { kLeft, kRight };

struct TextColumn {
  std::string title;
  Alignment alignment = Alignment::kLeft;
};

struct TextTable {
  std::vector<TextColumn> columns;
  std::vector<std::vector<std::string>> rows;  // one cell per column
};

/// Lines with columns of equal widths, two spaces apart, ended by a newline.
std::string to_plain_text(const TextTable& table);

/// A table of GitHub-flavoured Markdown.
std::string to_markdown(const TextTable& table);

/// Lines as csv_line has them.
std::string to_csv(const TextTable& table);

/// `text` so that Markdown shows it as it is, on one line.
std::string markdown_text(const std::string& text);

}  // namespace tandem
