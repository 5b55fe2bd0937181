#include "framework/runs/report_lines.h"

#include <limits>

#include "framework/runs/checkpoint_record.h"
#include "framework/runs/json_lines.h"

namespace tandem {
namespace {

constexpr const char* kStepKey = "step";

ReportLine report_line(const JsonLine& read, const std::filesystem::path& path) {
  ReportLine line{.step = read.step, .values = {}};
  for (const auto& [name, value] : read.object.items()) {
    if (name == kStepKey) continue;
    // What a checkpoint adds to its line is neither, and no value.
    if (value.is_number()) line.values.emplace_back(name, value.get<double>());
    // What is not finite has no form in JSON.
    if (value.is_null()) line.values.emplace_back(name, std::numeric_limits<double>::quiet_NaN());
  }
  if (const auto record = record_in(read, path)) {
    line.images.assign(record->images.begin(), record->images.end());
  }
  return line;
}

}  // namespace

std::vector<ReportLine> read_report_lines(const std::filesystem::path& path) {
  std::vector<ReportLine> lines;
  for (const JsonLine& line : read_json_lines(path)) lines.push_back(report_line(line, path));
  return lines;
}

}  // namespace tandem
