// What watches a training without changing it: metrics, samples, status.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "framework/core/activity.h"
#include "framework/core/named_values.h"
#include "framework/runs/checkpoint_record.h"

namespace tandem {

/// Seconds since the last report, on the host's clock but for the reductions on a GPU.
struct StepTimes {
  double total = 0;
  double data_wait = 0;
  double update = 0;  // reductions included
  double reduction = 0;
  double device_wait = 0;  // for a step before; near 0 where a GPU waits for the host
  double saving = 0;       // outside of steps: what checkpoints held up
  int64_t num_steps = 0;
  int64_t peak_device_bytes = 0;  // of the process, on a GPU
  double samples_per_second = 0;
};

class Observer {
 public:
  virtual ~Observer() = default;
  /// Before the first step of this process; `step` steps were made already.
  virtual void on_start(int64_t step) { (void)step; }
  /// What begins now; `objective` is the index of the one that is trained, where one is. Each word
  /// of it is a sign of progress.
  virtual void on_activity(Activity activity, std::optional<size_t> objective) {
    (void)activity, (void)objective;
  }
  /// After each step; `step` counts those made.
  virtual void on_step(int64_t step) { (void)step; }
  /// Named values at a step, in the order in which they are written; no value depends on a clock.
  virtual void on_report(int64_t step, const NamedValues& values, const StepTimes& times) {
    (void)step, (void)values, (void)times;
  }
  /// When the weights of a step are to be looked at (every `samples.every` steps and at the end).
  virtual void on_samples(int64_t step) { (void)step; }
  /// A checkpoint is about to be written: what belongs to it is made durable first. `is_due`: it
  /// would be saved wherever the run was interrupted. On rank 0.
  virtual void on_saving(const CheckpointRecord& checkpoint, bool is_due) {
    (void)checkpoint, (void)is_due;
  }
  /// The checkpoint of this step has taken its place, some steps later. On rank 0.
  virtual void on_checkpoint(int64_t step) { (void)step; }
};

}  // namespace tandem
