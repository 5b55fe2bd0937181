// Writes reports and records of checkpoints: metrics.jsonl (deterministic), timing.jsonl (what a
// clock said) and TensorBoard scalars.
#include <nlohmann/json.hpp>

#include "framework/runs/json_lines.h"
#include "framework/runs/run_paths.h"
#include "framework/training/observer_kind.h"

namespace tandem {
namespace {

class MetricsObserver : public Observer {
 public:
  /// Appends to the files of a run directory.
  MetricsObserver(const std::filesystem::path& run, EventWriter& events)
      : metrics_(RunPaths{run}.metrics()), timing_(RunPaths{run}.timing()), events_(events) {}

  void on_report(int64_t step, const NamedValues& values, const StepTimes& times) override {
    nlohmann::ordered_json line = {{"step", step}};
    for (const auto& [name, value] : values) {
      line[name] = value;
      events_.add_scalar(step, name, value);
    }
    metrics_.append(line);
    // What was measured between two reports of the losses has no times.
    if (times.num_steps > 0) add_times(step, times);
  }

  void on_saving(const CheckpointRecord& checkpoint, bool is_due) override {
    // One that a stop request asked for is not there in a run that was never stopped.
    if (is_due) metrics_.append(to_line(checkpoint));
    metrics_.sync();
    timing_.sync();
    events_.flush();
  }

 private:
  void add_times(int64_t step, const StepTimes& times) {
    const auto steps = static_cast<double>(times.num_steps);
    nlohmann::ordered_json timing = {{"step", step},
                                     {"step_seconds", times.total / steps},
                                     {"update_seconds", times.update / steps},
                                     {"data_wait_seconds", times.data_wait / steps},
                                     {"reduction_seconds", times.reduction / steps},
                                     {"device_wait_seconds", times.device_wait / steps},
                                     {"saving_seconds", times.saving / steps},
                                     {"samples_per_second", times.samples_per_second}};
    if (times.peak_device_bytes > 0) timing["peak_device_bytes"] = times.peak_device_bytes;
    timing_.append(timing);
    for (const auto& [name, value] : timing.items()) {
      if (name != "step") events_.add_scalar(step, "timing/" + name, value.get<double>());
    }
  }

  JsonLines metrics_;
  JsonLines timing_;
  EventWriter& events_;
};

}  // namespace

ObserverKind metrics_observer() {
  return {.make = [](const ObservedTraining& training) {
    return std::make_unique<MetricsObserver>(training.run, *training.events);
  }};
}

}  // namespace tandem
