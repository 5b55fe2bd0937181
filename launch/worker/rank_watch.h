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

  /// `board` outlives it. `objectives`: their names. `is_asynchronous`: a rank may wait for others
  /// outside a collective operation, too, as with a GPU.
  ProgressWatch(PositionBoard& board, const SupervisionOptions& options,
                std::vector<std::string> objectives, bool is_asynchronous = false);

  /// What does not go on, in a sentence: this rank by itself, or one of its node that it waits for,
  /// for longer than what that one does may take. To be called again and again: time in which it
  /// was not does not count, as the process was stopped then.
  std::optional<std::string> look(Clock::time_point now);
  /// Whether a rank of the node has found something that does not go on.
  bool is_anyone_alarmed() const;
  /// Every rank of the node and where it is, a line each.
  std::string positions() const;

 private:
  struct Seen {
    int64_t beats = -1;
    Clock::time_point since;
  };

  void take_beats(Clock::time_point now);
  std::optional<std::string> find(Clock::time_point now) const;
  std::chrono::seconds deadline(Activity activity) const;
  std::chrono::seconds deadline_of_other_hosts() const;
  std::string name_of(size_t i, Clock::time_point now) const;
  std::string place_of(const RankPosition& position) const;

  PositionBoard& board_;
  SupervisionOptions options_;
  std::vector<std::string> objectives_;
  bool is_asynchronous_;
  std::vector<Seen> seen_;  // by rank of the node
  std::optional<Clock::time_point> last_look_;
};

/// What a RankWatch does.
struct RankWatchSetup {
  std::function<void()> tick;  // again and again, some times a second
  /// Null: nobody is watched.
  ProgressWatch* progress = nullptr;
  /// Told once that something does not go on, before the calls of threads are looked at: that may
  /// wait for what hangs. May be empty.
  std::function<void()> on_alarm = {};
  /// Told once what does not go on, with the calls that the main thread is in, and the same of all
  /// threads; empty: only another rank of the node knows what. Nothing is watched any more.
  std::function<void(const std::string& what, const std::string& all_threads)> on_hang;
};

class RankWatch {
 public:
  explicit RankWatch(RankWatchSetup setup);
  /// Ends its threads, which a tick in the middle of a write may delay.
  ~RankWatch();
  RankWatch(const RankWatch&) = delete;
  RankWatch& operator=(const RankWatch&) = delete;

 private:
  void end();
  void repeat(const std::function<bool()>& work);
  bool goes_on();
  void alarm() const;

  RankWatchSetup setup_;
  std::mutex mutex_;
  std::condition_variable end_requested_;
  bool ends_ = false;
  // Two, since a tick hangs with the file system that it writes to.
  std::thread ticker_;
  std::thread watcher_;
};

}  // namespace tandem
