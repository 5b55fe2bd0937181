// How long a job that begins again waits for the lock of the run, which ranks of the lost one may
// still have.
#pragma once

#include <chrono>
#include <optional>

namespace tandem {

class LockWait {
 public:
  using Clock = std::chrono::steady_clock;

  /// `patience`: how long the run's directory may take for what is done in it at a start.
  explicit LockWait(std::chrono::seconds patience);

  /// How long a look at the lock may take.
  std::chrono::seconds longest_look() const { return longest_look_; }
  /// Whether to look once more, behind a look that did not find it free; not where that took all
  /// the time that it may. File systems over the network give back the locks of a host that was
  /// lost after a while, in which they answer.
  bool goes_on(Clock::time_point look_began, Clock::time_point look_ended);

 private:
  std::chrono::seconds longest_look_;
  std::optional<Clock::time_point> first_look_;
  std::optional<Clock::time_point> held_since_;
};

}  // namespace tandem
