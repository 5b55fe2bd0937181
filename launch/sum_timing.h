// How long ranks take for a sum over all of them, as `tandem-worker` measures it.
#pragma once

#include <cstdint>
#include <string>

namespace tandem {

/// Sums of a tensor of `bytes` by Communicator::sum_ordered.
struct SumTiming {
  int64_t bytes = 0;
  int64_t ranks = 0;
  double seconds = 0.0;  // the median
};

/// One line of JSON.
std::string to_json_line(const SumTiming& timing);

/// Reads such a line. Throws Error saying what is wrong with it.
SumTiming parse_sum_timing(const std::string& line);

/// "16 MiB in 31012 µs (0.541 GB/s)", by bytes of one rank's tensor.
std::string to_sentence(const SumTiming& timing);

}  // namespace tandem
