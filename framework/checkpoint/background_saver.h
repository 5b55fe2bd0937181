// Saves checkpoints while the training goes on.
#pragma once

#include <chrono>
#include <cstdint>
#include <future>
#include <optional>

#include "framework/checkpoint/checkpoint_store.h"

namespace tandem {

/// Hands checkpoints to a store on a thread of its own, one at a time. At its end it waits for the
/// one that is under way.
class BackgroundSaver {
 public:
  /// The store outlives it, and belongs to it until then.
  explicit BackgroundSaver(CheckpointStore& store) : store_(store) {}

  /// Begins to save. finish() was called since the last one.
  void start(SealedCheckpoint checkpoint);

  /// For how long one is under way; 0: none is.
  std::chrono::steady_clock::duration age() const;

  /// The step whose checkpoint has taken its place since poll or finish said so of another; none
  /// while nothing is new. Throws what saving it threw.
  std::optional<int64_t> poll();

  /// The same, after waiting for what is under way.
  std::optional<int64_t> finish();

  /// Waits for what is under way, but no longer; whether none is.
  bool is_done_within(std::chrono::steady_clock::duration time) const;

 private:
  CheckpointStore& store_;
  std::future<int64_t> saving_;
  std::chrono::steady_clock::time_point started_;
};

}  // namespace tandem
