// While an answer of the worker is waited for, which a file system that hangs may keep back for
// ever: what the user is told, and what ends the wait.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace tandem {

class AnswerWatch {
 public:
  using Clock = std::chrono::steady_clock;

  /// `question`: as it would be typed. `patience`: nothing, as long as it takes.
  explicit AnswerWatch(std::string question,
                       std::optional<std::chrono::seconds> patience = std::nullopt,
                       Clock::time_point begin = Clock::now())
      : question_(std::move(question)), patience_(patience), begin_(begin) {}

  /// To be called again and again. What is to be told now; empty: nothing. Throws Interrupted when
  /// a stop signal waits that this process holds back, Error (kRankLost) when the patience ends.
  std::string look(Clock::time_point now);

 private:
  std::string question_;
  std::optional<std::chrono::seconds> patience_;
  Clock::time_point begin_;
  bool is_told_ = false;
};

}  // namespace tandem
