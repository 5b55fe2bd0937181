// Texts that are shown or named after: nothing that a terminal obeys or a spreadsheet computes gets
// through, and no name leaves its directory.
#include "framework/core/csv.h"
#include "framework/core/plain_name.h"
#include "framework/core/text.h"
#include "framework/runs/run_paths.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {
namespace {

bool is_harmless(std::string_view text) {
  while (!text.empty()) {
    const size_t length = utf8_length(text);
    if (length == 0 || starts_with_control(text)) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace

void try_input(std::string_view bytes) {
  const std::string text(bytes);
  const std::string line = printable_line(text);
  require(is_harmless(line), "a line has nothing that a terminal obeys");
  require(printable_line(line) == line, "what can be printed stays as it is");
  for (const std::string& part : split(printable(text), '\n')) {
    require(is_harmless(part), "lines have nothing that a terminal obeys");
  }
  const std::string cells = csv_line({text, "x"});
  require(
      cells.ends_with(",x\n") && is_harmless(std::string_view(cells).substr(0, cells.size() - 1)),
      "cells have nothing that a terminal obeys");
  const bool is_quoted = cells.starts_with('"');
  const char first = is_quoted ? cells[1] : cells[0];
  require(first != '=' && first != '@', "no cell is computed");
  if (is_plain_name(text)) {
    require(std::filesystem::path("x") / text == "x/" + text &&
                (std::filesystem::path("x") / text).lexically_normal() == "x/" + text,
            "a plain name stays in its directory");
  }
  if (const auto step = step_of_name(text))
    require(step_name(*step) == text, "a step has one name");
}

}  // namespace tandem::fuzzing
