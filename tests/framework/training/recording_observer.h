// An observer that keeps what it was told.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "framework/training/observer.h"

namespace tandem {

/// Each event in words, in order.
class RecordingObserver : public Observer {
 public:
  void on_start(int64_t step) override { note("start", step); }
  void on_activity(Activity activity, std::optional<size_t> objective) override {
    told.push_back(name_of(kActivities, activity));
    if (objective) told.back().append(" ").append(std::to_string(*objective));
    if (when_active) when_active();
  }
  void on_step(int64_t step) override { note("step", step); }
  void on_report(int64_t step, const NamedValues&, const StepTimes&) override {
    note("report", step);
  }
  void on_samples(int64_t step) override { note("samples", step); }
  void on_saving(const CheckpointRecord& checkpoint, bool is_due) override {
    note(is_due ? "due" : "not due", checkpoint.step);
  }
  void on_checkpoint(int64_t step) override { note("checkpoint", step); }

  /// What was told since the last call.
  std::vector<std::string> take() { return std::exchange(told, {}); }

  std::vector<std::string> told;
  std::function<void()> when_active = {};  // after each activity

 private:
  void note(const std::string& event, int64_t step) {
    told.push_back(event + " " + std::to_string(step));
  }
};

}  // namespace tandem
