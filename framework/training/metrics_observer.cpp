#include "framework/training/metrics_observer.h"

#include <nlohmann/json.hpp>

#include "framework/runs/run_paths.h"

namespace tandem {

MetricsObserver::MetricsObserver(const std::filesystem::path& run, EventWriter& events)
    : metrics_(RunPaths{run}.metrics()), timing_(RunPaths{run}.timing()), events_(events) {}

void MetricsObserver::on_report(int64_t step, const NamedValues& values, const StepTimes& times) {
  nlohmann::ordered_json line = {{"step", step}};
  for (const auto& [name, value] : values) {
    line[name] = value;
    events_.add_scalar(step, name, value);
  }
  metrics_.append(line);
  // What was measured between two reports of the losses has no times.
  if (times.num_steps == 0) return;
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

void MetricsObserver::on_saving(const CheckpointRecord& checkpoint, bool is_due) {
  // One that a stop request asked for is not there in a run that was never stopped.
  if (is_due) metrics_.append(to_line(checkpoint));
  metrics_.sync();
  timing_.sync();
  events_.flush();
}

}  // namespace tandem
