#include "framework/core/csv.h"

#include <charconv>
#include <string_view>

#include "framework/core/text.h"

namespace tandem {
namespace {

bool is_number(std::string_view text) {
  // std::from_chars refuses a plus sign; a second sign makes a formula.
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  return end.ec == std::errc() && end.ptr == text.data() + text.size();
}

std::string csv_cell(const std::string& text) {
  std::string cell = printable_line(text);
  if (!cell.empty() && std::string_view("=+-@").find(cell[0]) != std::string_view::npos &&
      !is_number(cell)) {
    cell.insert(0, "'");
  }
  if (cell.find_first_of(",\"'") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char letter : cell)
    quoted += letter == '"' ? std::string("\"\"") : std::string(1, letter);
  return quoted + "\"";
}

}  // namespace

std::string csv_line(const std::vector<std::string>& cells) {
  return joined(cells, csv_cell, ",") + "\n";
}

}  // namespace tandem
