// Keeps up to date where a rank is, for those that watch it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "framework/distributed/rank_position.h"
#include "framework/training/observer.h"

namespace tandem {

class PositionObserver : public Observer {
 public:
  /// `position` outlives it.
  explicit PositionObserver(RankPosition& position) : position_(position) {}

  void on_start(int64_t step) override {
    position_.start_step.store(step, std::memory_order_relaxed);
    on_step(step);
  }
  void on_activity(Activity activity, std::optional<size_t> objective) override {
    position_.activity.store(activity, std::memory_order_relaxed);
    position_.objective.store(objective ? static_cast<int32_t>(*objective) + 1 : 0,
                              std::memory_order_relaxed);
    position_.beats.fetch_add(1, std::memory_order_release);
  }
  void on_step(int64_t step) override {
    position_.step.store(step, std::memory_order_relaxed);
    position_.beats.fetch_add(1, std::memory_order_release);
  }

 private:
  RankPosition& position_;
};

}  // namespace tandem
