#include "launch/worker/output/evaluation_progress.h"

#include <unistd.h>

#include <iostream>
#include <utility>

namespace tandem {
namespace {

// Clears what was on the line before.
constexpr const char* kLineStart = "\r\x1b[2K";
// Between them the terminal cuts off what is too long for a line.
constexpr const char* kCutBegin = "\x1b[?7l";
constexpr const char* kCutEnd = "\x1b[?7h";
constexpr auto kInterval = std::chrono::milliseconds(200);

}  // namespace

EvaluationProgress::EvaluationProgress(std::string run, bool is_shown)
    : run_(std::move(run)), is_shown_(is_shown), is_terminal_(::isatty(STDERR_FILENO) == 1) {}

void EvaluationProgress::begin(const std::string& metric) {
  ++num_begun_;
  metric_ = metric;
  if (is_shown_ && !is_terminal_) std::cerr << run_ << ": " << metric << std::endl;
}

void EvaluationProgress::show(int64_t done, int64_t total) {
  if (!is_shown_ || !is_terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - shown_ < kInterval) return;
  shown_ = now;
  std::cerr << kLineStart << kCutBegin << run_ << ": ";
  if (num_begun_ == 0) std::cerr << "images";
  if (num_begun_ > 0) std::cerr << "metric " << num_begun_ << ", " << metric_;
  std::cerr << ", " << 100 * done / total << " %" << kCutEnd << std::flush;
}

void EvaluationProgress::end() {
  if (is_shown_ && is_terminal_) std::cerr << kLineStart << std::flush;
}

}  // namespace tandem
