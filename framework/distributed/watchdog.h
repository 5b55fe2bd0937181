// Notices that operations of ranks do not end, wherever the host is meanwhile: in a call, or
// waiting for the device.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace tandem {

/// Why nothing is watched any more.
struct WatchedFailure {
  std::string reason;
  /// Whether an operation or the library cannot even be asked: this process is broken itself.
  bool is_own = false;
};

/// Operations that were begun, in that order, each of which waits for those before it. An
/// operation's time counts from when it became the oldest.
class OperationQueue {
 public:
  using Clock = std::chrono::steady_clock;

  explicit OperationQueue(Clock::duration patience) : patience_(patience) {}

  /// `what` names the operation in messages; `is_done` is asked by look().
  void begin(std::string what, std::function<bool()> is_done, Clock::time_point now);
  /// Forgets what is done. What to say when the oldest of the rest is older than the patience.
  std::optional<std::string> look(Clock::time_point now);
  /// Time until now in which this process was stopped, and so did not look, does not count.
  void skip(Clock::duration pause, Clock::time_point now);
  size_t size() const { return operations_.size(); }

 private:
  struct Operation {
    int64_t number = 0;  // the first is 1
    std::string what;
    std::function<bool()> is_done;
  };

  Clock::duration patience_;
  std::deque<Operation> operations_;
  Clock::time_point oldest_since_;
  int64_t num_begun_ = 0;
};

struct WatchdogOptions {
  std::chrono::milliseconds patience{0};
  std::chrono::milliseconds interval{100};  // between two looks
  /// What the library says has failed behind its calls; empty: nothing.
  std::function<std::string()> failure;
  /// Told once: when an operation takes longer than the patience, when `failure` says something, or
  /// when it or an operation throws. Nothing is watched any more.
  std::function<void(const WatchedFailure&)> on_failure;
};

/// Looks after the operations of one communicator from a thread of its own, on which it calls
/// `is_done` and the functions of its options. Its end waits for that thread.
class Watchdog {
 public:
  explicit Watchdog(WatchdogOptions options);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  /// May be called by any thread.
  void watch(std::string what, std::function<bool()> is_done);

 private:
  using Clock = OperationQueue::Clock;

  void run();
  void skip_pause();
  std::optional<WatchedFailure> look();

  WatchdogOptions options_;
  std::mutex mutex_;
  std::condition_variable end_requested_;
  bool ends_ = false;
  OperationQueue operations_;
  Clock::time_point last_look_ = Clock::now();  // the thread itself may begin late
  std::thread thread_;
};

}  // namespace tandem
