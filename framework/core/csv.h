// Cells of comma-separated values (RFC 4180).
#pragma once

#include <string>
#include <vector>

namespace tandem {

/// A line of these cells, ended by a line feed. Control characters and what is no UTF-8 are
/// written as \xNN, and a text that a spreadsheet would compute (=, +, -, @ in front of what is no
/// number) gets an apostrophe in front.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace tandem
