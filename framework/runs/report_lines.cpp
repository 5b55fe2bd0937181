#include "framework/runs/report_lines.h"

#include <limits>

#include "framework/runs/json_line_reader.h"

namespace tandem {
namespace {

constexpr const char* kStepKey = "step";
constexpr const char* kImagesKey = "images";

ReportLine report_line(const JsonLine& read) {
  ReportLine line{.step = read.step, .values = {}};
  for (const auto& [name, value] : read.object.items()) {
    if (name == kStepKey) continue;
    if (value.is_number()) line.values.emplace_back(name, value.get<double>());
    // What is not finite has no form in JSON.
    if (value.is_null()) line.values.emplace_back(name, std::numeric_limits<double>::quiet_NaN());
  }
  const auto images = read.object.find(kImagesKey);
  if (images == read.object.end() || !images->is_object()) return line;
  for (const auto& [network, count] : images->items()) {
    if (count.is_number_integer()) line.images.emplace_back(network, count.get<int64_t>());
  }
  return line;
}

}  // namespace

std::vector<ReportLine> read_report_lines(const std::filesystem::path& path) {
  std::vector<ReportLine> lines;
  for (const JsonLine& line : read_json_lines(path)) lines.push_back(report_line(line));
  return lines;
}

}  // namespace tandem
