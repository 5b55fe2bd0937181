// The lines of metrics.jsonl and timing.jsonl: what is cut back is accepted where the whole was,
// and ends at the step. An input is a digit, the step to cut back to, and a file.
#include <fstream>

#include "framework/core/files.h"
#include "framework/core/log.h"
#include "framework/runs/checkpoint_record.h"
#include "framework/runs/json_lines.h"
#include "framework/runs/report_lines.h"
#include "tests/fuzz/fuzz_target.h"

namespace tandem::fuzzing {

void try_input(std::string_view bytes) {
  if (bytes.empty()) return;
  const int64_t step = bytes.front() - '0';
  bytes.remove_prefix(1);
  const std::filesystem::path directory = empty_directory();
  open_log(directory / "log");
  const std::filesystem::path path = directory / "metrics.jsonl";
  write_bytes(path, bytes);
  std::vector<JsonLine> lines;
  const bool is_whole = is_accepted([&] {
    lines = read_json_lines(path);
    read_report_lines(path);
  });
  truncate_json_lines_after(path, step);
  const std::string kept = read_file(path);
  require(bytes.starts_with(kept), "what is kept is the front of the file");
  require(kept.empty() || kept.ends_with('\n'), "what is kept are whole lines");
  if (!is_whole) return;
  const auto num_kept = static_cast<size_t>(
      std::ranges::count_if(lines, [&](const JsonLine& line) { return line.step <= step; }));
  require(read_json_lines(path).size() == num_kept, "what is kept ends at the step");
  JsonLines appended(path);
  for (const JsonLine& line : lines) {
    if (line.step > step) appended.append(line.object);
  }
  const auto again = read_json_lines(path);
  require(again.size() == lines.size(), "lines written again are as many");
  for (size_t i = 0; i < lines.size(); ++i) {
    require(again[i].object.dump() == lines[i].object.dump(), "lines written again are the same");
  }
}

}  // namespace tandem::fuzzing
