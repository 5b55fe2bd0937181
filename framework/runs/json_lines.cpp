#include "framework/runs/json_lines.h"

#include <unistd.h>

#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "framework/core/error.h"
#include "framework/core/files.h"
#include "framework/core/json.h"
#include "framework/core/log.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

/// The "step" of a line; none when the line is not an object that has one, or is damaged.
std::optional<int64_t> step_of(std::string_view line) {
  auto object = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object() || !unseal(object)) return std::nullopt;
  const auto step = object.find("step");
  if (step == object.end() || !step->is_number_integer()) return std::nullopt;
  // One beyond 64 bits would become a negative one.
  if (step->is_number_unsigned() && step->get<uint64_t>() > INT64_MAX) return std::nullopt;
  return step->get<int64_t>();
}

}  // namespace

JsonLines::JsonLines(const std::filesystem::path& path)
    : file_(path, AppendFile::Open::kExistingOrNew) {}

void JsonLines::append(const nlohmann::ordered_json& object) {
  nlohmann::ordered_json sealed = object;
  seal(sealed);
  file_.append(sealed.dump() + "\n");
}

void JsonLines::sync() { file_.sync(); }

void truncate_json_lines_after(const std::filesystem::path& path, int64_t step) {
  // Where it cannot be told whether there is a file, reading it says why.
  std::error_code unknown;
  if (!std::filesystem::exists(path, unknown) && !unknown) return;
  const std::string text = read_file(path);
  size_t kept_bytes = 0;
  std::vector<int64_t> broken;
  size_t num_kept_broken = 0;
  int64_t number = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t newline = text.find('\n', begin);
    if (newline == std::string::npos) break;
    ++number;
    const auto line_step = step_of(std::string_view(text).substr(begin, newline - begin));
    begin = newline + 1;
    if (!line_step) broken.push_back(number);
    // A broken line stays only where a good one behind it does.
    if (line_step && *line_step <= step) {
      kept_bytes = begin;
      num_kept_broken = broken.size();
    }
  }
  broken.resize(num_kept_broken);
  if (!broken.empty()) {
    log_warning(
        path.string() +
        ": lines that are damaged, or no JSON objects with a step, were left: " + joined(broken));
  }
  if (kept_bytes == text.size()) return;
  if (::truncate(path.c_str(), static_cast<off_t>(kept_bytes)) != 0) {
    throw_file_error("cannot cut the file back to step " + std::to_string(step), path);
  }
  // Durability comes with the next lines: a longer file after a crash is cut back again.
}

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
