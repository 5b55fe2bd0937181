// The status of ranks, read so that whoever asks for it is never held up by the file system.
#pragma once

#include <chrono>
#include <future>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "framework/runs/rank_status.h"
#include "framework/runs/run_paths.h"

namespace tandem {

class StatusReader {
 public:
  using Clock = std::chrono::steady_clock;
  using Statuses = std::map<size_t, RankStatus>;  // by rank; without those that cannot be read

  explicit StatusReader(RunPaths paths) : paths_(std::move(paths)) {}

  /// The status of these ranks; nothing where there is no answer within `limit`, or no thread is
  /// left to ask on, and then no answer is waited for. While an earlier question waits for its
  /// answer no other is asked: its answer is returned once it comes.
  std::optional<Statuses> read(const std::vector<size_t>& ranks, std::chrono::milliseconds limit);

  /// Since when an answer is waited for.
  std::optional<Clock::time_point> waits_since() const { return asked_; }

 private:
  RunPaths paths_;
  std::future<Statuses> answer_;
  std::optional<Clock::time_point> asked_;
};

}  // namespace tandem
