// How far an evaluation is, on standard error: a line that is replaced on a terminal, else a line
// per metric.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace tandem {

class EvaluationProgress {
 public:
  /// Says something only where `is_shown`, which is on one rank.
  EvaluationProgress(std::string run, bool is_shown);

  void begin(const std::string& metric);
  /// `done` of `total` chunks of the work that is under way.
  void show(int64_t done, int64_t total);
  /// Clears the line.
  void end();

 private:
  std::string run_;
  bool is_shown_;
  bool is_terminal_;
  size_t num_begun_ = 0;
  std::string metric_;
  std::chrono::steady_clock::time_point shown_{};
};

}  // namespace tandem
