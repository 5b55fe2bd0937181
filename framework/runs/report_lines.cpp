#include "framework/runs/report_lines.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "framework/core/error.h"
#include "framework/core/files.h"

namespace tandem {
namespace {

constexpr const char* kStepKey = "step";
constexpr const char* kImagesKey = "images";

/// Nothing where the line is no object with a step.
std::optional<ReportLine> report_line(std::string_view text) {
  const auto object = nlohmann::ordered_json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return std::nullopt;
  const auto step = object.find(kStepKey);
  if (step == object.end() || !step->is_number_integer()) return std::nullopt;
  ReportLine line{.step = step->get<int64_t>(), .values = {}};
  for (const auto& [name, value] : object.items()) {
    if (name == kStepKey) continue;
    if (value.is_number()) line.values.emplace_back(name, value.get<double>());
    // What is not finite has no form in JSON.
    if (value.is_null()) line.values.emplace_back(name, std::numeric_limits<double>::quiet_NaN());
  }
  const auto images = object.find(kImagesKey);
  if (images == object.end() || !images->is_object()) return line;
  for (const auto& [network, count] : images->items()) {
    if (count.is_number_integer()) line.images.emplace_back(network, count.get<int64_t>());
  }
  return line;
}

}  // namespace

std::vector<ReportLine> read_report_lines(const std::filesystem::path& path) {
  std::vector<ReportLine> lines;
  if (status_of(path).type() == std::filesystem::file_type::not_found) return lines;
  const std::string text = read_file(path);
  for (size_t begin = 0; begin < text.size();) {
    const size_t newline = text.find('\n', begin);
    if (newline == std::string::npos) break;
    auto line = report_line(std::string_view(text).substr(begin, newline - begin));
    if (!line) {
      throw DataError({.what = "the line is not what a run reports",
                       .where = path.string() + ":" + std::to_string(lines.size() + 1),
                       .expected = "a JSON object with a step",
                       .advice = "Put a sound copy in its place, or remove the line."});
    }
    lines.push_back(std::move(*line));
    begin = newline + 1;
  }
  return lines;
}

}  // namespace tandem
