#include "framework/core/csv.h"

#include <string_view>

#include "framework/core/number_in.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

std::string csv_cell(const std::string& text) {
  std::string cell = printable_line(text);
  if (!cell.empty() && std::string_view("=+-@").find(cell[0]) != std::string_view::npos &&
      !real_number_in(cell)) {
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
