// Files of one JSON object per line: metrics.jsonl and timing.jsonl.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "framework/core/append_file.h"

namespace tandem {

/// Appends objects to a file, one line each. Equal objects give equal bytes: keys in the order of
/// insertion, doubles as the shortest decimal number that reads back as the same double. A number
/// that is not finite has no form in JSON and is written as null. Lines are sealed.
class JsonLines {
 public:
  /// Opens the file at its end, or creates it. Throws FileError.
  explicit JsonLines(const std::filesystem::path& path);

  /// Hands one line to the operating system. Throws FileError; the line is then not in the file.
  void append(const nlohmann::ordered_json& object);

  /// Makes the lines durable. Throws FileError.
  void sync();

 private:
  AppendFile file_;
};

/// Cuts the file back to the end of its last line whose "step" is at most `step`; a torn last line
/// (no newline) goes. A complete line that stays although it is damaged, or no JSON object with a
/// step, is named in the log. A file that does not exist is left so. Throws FileError.
void truncate_json_lines_after(const std::filesystem::path& path, int64_t step);

struct JsonLine {
  int64_t number = 0;  // in its file, from 1
  int64_t step = 0;
  nlohmann::ordered_json object;
};

/// The complete lines of a file, none where there is no file. A last line without its newline is
/// being written and is passed over. Throws DataError naming the first line that is damaged, no
/// JSON object with a step, or of a step behind that of the line before; FileError.
std::vector<JsonLine> read_json_lines(const std::filesystem::path& path);

}  // namespace tandem
