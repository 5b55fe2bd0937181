// Writes reports and records of checkpoints: metrics.jsonl (deterministic), timing.jsonl (what a
// clock said) and TensorBoard scalars. On rank 0.
#pragma once

#include <filesystem>

#include "framework/runs/json_lines.h"
#include "framework/training/event_writer.h"
#include "framework/training/observer.h"

namespace tandem {

class MetricsObserver : public Observer {
 public:
  /// Appends to the files of a run directory; `events` outlives the observer.
  MetricsObserver(const std::filesystem::path& run, EventWriter& events);
  void on_report(int64_t step, const NamedValues& values, const StepTimes& times) override;
  void on_saving(const CheckpointRecord& checkpoint, bool is_due) override;

 private:
  JsonLines metrics_;
  JsonLines timing_;
  EventWriter& events_;
};

}  // namespace tandem
