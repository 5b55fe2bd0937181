// What is reported together: means of loss terms, learning rates, and where the time went, since
// the last report.
#pragma once

#include <chrono>

#include "framework/core/named_values.h"
#include "framework/training/observer.h"
#include "framework/training/phase_plan.h"
#include "framework/training/training_state.h"
#include "framework/training/update_report.h"

namespace tandem {

/// What was seen of the steps since the last report.
struct StepReport {
  NamedValues values;
  StepTimes times;
};

/// The time since the last report is its own, as that of this process; the sums of the terms lie in
/// the training, whose checkpoints keep them.
class ReportWindow {
 public:
  /// Both outlive the window.
  ReportWindow(TrainingState& training, const PhasePlan& phases)
      : training_(training), phases_(phases) {}

  /// What one update made of the terms of its objective.
  void add(const UpdateReport& report);
  /// What clocks add to.
  StepTimes& times() { return times_; }
  /// Means of the terms of each objective that was updated, and the learning rate of its last step;
  /// begins anew.
  StepReport take();

 private:
  StepTimes take_times();
  NamedValues take_values();

  TrainingState& training_;
  const PhasePlan& phases_;
  StepTimes times_;
  double reduction_seconds_before_ = 0;  // of all learners, up to the last report
};

/// Adds the seconds of a scope to a sum.
class ScopeClock {
 public:
  explicit ScopeClock(double& seconds) : seconds_(seconds) {}
  ~ScopeClock() { seconds_ += std::chrono::duration<double>(Clock::now() - start_).count(); }
  ScopeClock(const ScopeClock&) = delete;
  ScopeClock& operator=(const ScopeClock&) = delete;

 private:
  using Clock = std::chrono::steady_clock;
  double& seconds_;
  Clock::time_point start_ = Clock::now();
};

}  // namespace tandem
