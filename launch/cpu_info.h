// What the system says of the processor.
#pragma once

#include <string>
#include <vector>

namespace tandem {

struct CpuInfo {
  std::string model;  // as its maker calls it; empty: the system does not say
  /// Those by which libraries choose the code that computes, in a fixed order.
  std::vector<std::string> instruction_sets;
};

/// Reads the text of /proc/cpuinfo, of which the first processor speaks for all.
CpuInfo parse_cpu_info(const std::string& text);

}  // namespace tandem
