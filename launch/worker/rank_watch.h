// Looks after a rank from a thread of its own: keeps its status file up to date, and ends it when
// it, or one that it waits for, does not go on.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "framework/distributed/rank_position.h"
#include "framework/training/run_options.h"

namespace tandem {

/// What is known of the progress of the ranks of a node, as one of them sees it.
class ProgressWatch {
 public:
  using Clock = std::chrono::steady_clock;

  /// `board` outlives it. `objectives`: their names.
  ProgressWatch(PositionBoard& board, const SupervisionOptions& options,
                std::vector<std::string> objectives);

  /// What does not go on, in a sentence: this rank by itself, or one of its node that it waits for,
  /// for longer than what that one does may take.
  std::optional<std::string> look(Clock::time_point now);
  /// Whether a rank of the node has found something that does not go on.
  bool is_anyone_alarmed() const;
  /// Every rank of the node and where it is, a line each.
  std::string positions() const;

 private:
  std::chrono::seconds deadline(Activity activity) const;
  std::string place_of(const RankPosition& position) const;

  PositionBoard& board_;
  SupervisionOptions options_;
  std::vector<std::string> objectives_;
  struct Seen {
    int64_t beats = -1;
    Clock::time_point since;
  };
  std::vector<Seen> seen_;  // by rank of the node
};

/// What a RankWatch does.
struct RankWatchParts {
  std::function<void()> tick;  // again and again, some times a second
  /// Null: nobody is watched.
  ProgressWatch* progress = nullptr;
  /// Told once what does not go on, with places and stacks; nothing is watched any more.
  std::function<void(const std::string& what)> on_hang;
};

class RankWatch {
 public:
  explicit RankWatch(RankWatchParts parts);
  /// Ends its thread, which a tick in the middle of a write may delay.
  ~RankWatch();
  RankWatch(const RankWatch&) = delete;
  RankWatch& operator=(const RankWatch&) = delete;

 private:
  void run();
  bool goes_on();

  RankWatchParts parts_;
  std::mutex mutex_;
  std::condition_variable end_requested_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace tandem
