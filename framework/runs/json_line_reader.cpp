#include "framework/runs/json_line_reader.h"

#include <string>
#include <string_view>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/sealed_json.h"

namespace tandem {

std::vector<JsonLine> read_json_lines(const std::filesystem::path& path) {
  std::vector<JsonLine> lines;
  if (status_of(path).type() == std::filesystem::file_type::not_found) return lines;
  const std::string text = read_file(path);
  int64_t step_before = 0;
  for (size_t begin = 0, end = 0; (end = text.find('\n', begin)) != std::string::npos;
       begin = end + 1) {
    JsonLine line{.number = static_cast<int64_t>(lines.size()) + 1, .step = 0, .object = {}};
    line.object =
        nlohmann::ordered_json::parse(std::string_view(text).substr(begin, end - begin), nullptr,
                                      /*allow_exceptions=*/false);
    // What is no object has no digest to be wrong: it is another kind of mistake.
    const bool is_sound = !line.object.is_object() || unseal(line.object);
    const bool has_step = line.object.is_object() && line.object.contains("step") &&
                          line.object["step"].is_number_integer();
    // One beyond 64 bits becomes negative, and is refused as one behind the line before.
    if (has_step) line.step = line.object["step"].get<int64_t>();
    if (!is_sound || !has_step || line.step < step_before) {
      throw DataError(
          {.what = is_sound ? "the line is not what a run writes"
                            : "the line is not the one that was written: it was edited, or damaged",
           .where = path.string() + ":" + std::to_string(line.number),
           .expected = "a JSON object with a step that is not behind that of the line before",
           .advice = "Put a sound copy of the file in its place."});
    }
    step_before = line.step;
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace tandem
