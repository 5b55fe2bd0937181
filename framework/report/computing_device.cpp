#include "framework/report/computing_device.h"

#include <algorithm>
#include <vector>

#include "framework/core/text.h"

namespace tandem {
namespace {

/// Of a start whose ranks say "cpu, on node7", "cuda:0, NVIDIA H100 80GB HBM3 (GPU-…), on node7";
/// all compute on the same kind. Empty where they say nothing.
std::string kind_of(const RunStart& start) {
  if (start.devices.empty()) return "";
  const std::string& device = start.devices.front();
  return device.substr(0, device.find_first_of(":,"));
}

}  // namespace

std::string computing_device(const RunManifest& manifest, int64_t end_step,
                             const std::string& asked) {
  const std::vector<RecordedStart>& starts = manifest.starts();
  std::vector<std::string> kinds;  // the last one first
  int64_t end = end_step;          // what lies behind it a later start made again
  for (size_t i = starts.size(); i-- > 0;) {
    const RunStart& start = starts[i].start;
    if (start.start_step >= end) continue;
    end = start.start_step;
    const std::string kind = kind_of(start);
    if (kind.empty()) continue;
    if (kinds.empty() || kinds.back() != kind) kinds.push_back(kind);
  }
  // At work on its first steps, or lost in them.
  if (kinds.empty() && !starts.empty()) kinds.push_back(kind_of(starts.back().start));
  std::erase(kinds, "");
  std::ranges::reverse(kinds);
  return kinds.empty() ? asked : joined(kinds);
}

}  // namespace tandem
