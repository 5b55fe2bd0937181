#include "launch/cpu_info.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "framework/core/text.h"

namespace tandem {
namespace {

/// What stands behind the first of the lines that begin with `key`.
std::string first_value(const std::vector<std::string>& lines, std::string_view key) {
  for (const std::string& line : lines) {
    if (!line.starts_with(key)) continue;
    const size_t begin = line.find_first_not_of(" \t:", key.size());
    return begin == std::string::npos ? "" : line.substr(begin);
  }
  return "";
}

}  // namespace

CpuInfo parse_cpu_info(const std::string& text) {
  // The second line names those of ARM.
  constexpr auto kChoosing = std::to_array<std::string_view>(
      {"sse4_2", "avx", "avx2", "fma", "avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512_vnni",
       "avx512_bf16", "amx_tile", "asimd", "sve", "sve2", "bf16"});
  const std::vector<std::string> lines = split(text, '\n');
  // On x86 they are called flags, on ARM Features; the one that is not there adds nothing.
  const std::vector<std::string> flags =
      split(first_value(lines, "flags") + " " + first_value(lines, "Features"), ' ');
  CpuInfo info{.model = first_value(lines, "model name"), .instruction_sets = {}};
  for (const std::string_view name : kChoosing) {
    if (std::ranges::find(flags, name) != flags.end()) info.instruction_sets.emplace_back(name);
  }
  return info;
}

}  // namespace tandem
