// What a machine says of itself before ranks are started there, as `tandem-worker` answers it, and
// what its system says of the processor.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tandem {

/// What a machine sees of a directory, and of a file in it, that it was asked about.
struct DirectoryFacts {
  std::string problem;  // what keeps runs from lying there; empty: nothing
  int64_t free_bytes = 0;
  std::string token;  // content of the file, cut; empty: there is none
};

struct MachineFacts {
  std::string version;    // of tandem, with its build
  std::string program;    // digest of the file of the worker program
  std::string libraries;  // LibTorch and those beside it, with their versions
  std::string cpu;
  std::string instruction_sets;
  std::string arithmetic;  // digest of a fixed computation
  int64_t cores = 0;
  std::vector<std::string> gpus = {};  // their names
  std::string gpu_libraries;           // driver and others; empty: a build without CUDA
  DirectoryFacts directory = {};
  /// Seconds since 1970 by the clock there, as the question came and as the answer went.
  double received = 0.0;
  double answered = 0.0;
};

/// What the system says of the processor.
struct CpuInfo {
  std::string model;  // as its maker calls it; empty: the system does not say
  /// Those by which libraries choose the code that computes, in a fixed order.
  std::vector<std::string> instruction_sets;
};

/// Reads the text of /proc/cpuinfo, of which the first processor speaks for all.
CpuInfo parse_cpu_info(const std::string& text);

/// One line of JSON.
std::string to_json_line(const MachineFacts& facts);

/// Reads such a line, of anybody's making. Throws Error saying what is wrong with it: a key that is
/// missing or not known, or a value of another type.
MachineFacts parse_machine_facts(const std::string& line);

}  // namespace tandem
