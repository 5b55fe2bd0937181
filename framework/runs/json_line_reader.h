// The lines of metrics.jsonl and timing.jsonl as they were written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

namespace tandem {

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
