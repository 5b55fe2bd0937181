#include "framework/distributed/watchdog.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace tandem {
namespace {

std::string seconds_text(OperationQueue::Clock::duration duration) {
  using Tenths = std::chrono::duration<int64_t, std::deci>;
  const int64_t tenths = std::chrono::duration_cast<Tenths>(duration).count();
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

}  // namespace

void OperationQueue::begin(std::string what, std::function<bool()> is_done, Clock::time_point now) {
  if (operations_.empty()) oldest_since_ = now;
  operations_.push_back({++num_begun_, std::move(what), std::move(is_done)});
}

std::optional<std::string> OperationQueue::look(Clock::time_point now) {
  while (!operations_.empty() && operations_.front().is_done()) {
    operations_.pop_front();
    oldest_since_ = now;
  }
  if (operations_.empty() || now - oldest_since_ <= patience_) return std::nullopt;
  const Operation& oldest = operations_.front();
  return oldest.what + " (operation " + std::to_string(oldest.number) + " of " +
         std::to_string(num_begun_) + " begun) is not done after " +
         seconds_text(now - oldest_since_);
}

void OperationQueue::skip(Clock::duration pause, Clock::time_point now) {
  oldest_since_ = std::min(now, oldest_since_ + pause);
}

Watchdog::Watchdog(WatchdogOptions options)
    : options_(std::move(options)), operations_(options_.patience), thread_([this] { run(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  end_requested_.notify_all();
  thread_.join();
}

void Watchdog::watch(std::string what, std::function<bool()> is_done) {
  const std::lock_guard lock(mutex_);
  operations_.begin(std::move(what), std::move(is_done), OperationQueue::Clock::now());
}

void Watchdog::run() {
  std::unique_lock lock(mutex_);
  while (!end_requested_.wait_for(lock, options_.interval, [this] { return ends_; })) {
    skip_pause();
    const std::optional<WatchedFailure> failure = look();
    // After the look, since a call of the library that takes long is no pause.
    last_look_ = Clock::now();
    if (!failure) continue;
    // It may take long, and watch() must not wait for it.
    lock.unlock();
    options_.on_failure(*failure);
    return;
  }
}

/// Who slept for many times as long as it asked for was stopped, as by `scontrol suspend`.
void Watchdog::skip_pause() {
  const auto now = Clock::now();
  const auto pause = now - last_look_ - 10 * options_.interval;
  if (pause > Clock::duration::zero()) operations_.skip(pause, now);
}

/// What is wrong, if anything is.
std::optional<WatchedFailure> Watchdog::look() {
  try {
    if (const std::string failure = options_.failure(); !failure.empty()) return {{failure}};
    const auto late = operations_.look(OperationQueue::Clock::now());
    return late ? std::optional(WatchedFailure{*late}) : std::nullopt;
  } catch (const std::exception& error) {
    return {{.reason = error.what(), .is_own = true}};
  }
}

}  // namespace tandem
