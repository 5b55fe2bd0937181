#include "framework/report/run_cost.h"

#include <algorithm>
#include <map>
#include <set>

#include "framework/report/few_runs.h"

namespace tandem {
namespace {

constexpr const char* kStepSeconds = "step_seconds";
constexpr const char* kCore = "core";

/// What a start keeps busy while it trains: how many cores, or GPUs of which name.
std::map<std::string, double> devices_of(const RunStart& start, int64_t threads) {
  std::map<std::string, double> devices;
  std::set<std::string> gpus;
  for (const std::string& device : start.devices) {
    // "cuda:0, NVIDIA H100 80GB HBM3 (GPU-…), on node7"
    const size_t name = device.find(", ");
    const size_t identity = device.rfind(" (");
    if (name == std::string::npos || identity == std::string::npos || identity < name) {
      devices[kCore] += static_cast<double>(threads);
    } else if (gpus.insert(device.substr(identity)).second) {  // ranks may share one
      devices[device.substr(name + 2, identity - name - 2)] += 1;
    }
  }
  return devices;
}

/// The start that made a step: a later one begins behind it.
const RunStart& start_of(int64_t step, const std::vector<RecordedStart>& starts) {
  for (size_t i = starts.size(); i-- > 1;) {
    if (starts[i].start.start_step < step) return starts[i].start;
  }
  return starts.front().start;
}

double seconds_in(const ReportLine& line) {
  const auto found = std::ranges::find(line.values, kStepSeconds, &NamedValues::value_type::first);
  return found == line.values.end() ? 0 : found->second;
}

template <class Number>
std::vector<std::pair<std::string, Number>> mean_of_all(
    const std::vector<RunCost>& costs,
    std::vector<std::pair<std::string, Number>> RunCost::*member) {
  std::map<std::string, std::vector<double>> all;
  for (const RunCost& cost : costs) {
    for (const auto& [name, value] : cost.*member) all[name].push_back(static_cast<double>(value));
  }
  std::vector<std::pair<std::string, Number>> means;
  for (const auto& [name, values] : all) {
    // A mean over a part of the runs would not compare with that of another group.
    if (values.size() < costs.size()) continue;
    if (const auto mean = mean_of(values)) means.emplace_back(name, static_cast<Number>(*mean));
  }
  return means;
}

}  // namespace

RunCost cost_of(const CollectedRun& run) {
  RunCost cost;
  for (const ReportLine& line : run.metrics) {
    // Counts go on from line to line: the last one has all images.
    if (!line.images.empty()) cost.images = line.images;
  }
  const auto& starts = run.manifest.starts();
  if (starts.empty()) return cost;
  const int64_t threads = run.number("numerics.threads");
  std::map<std::string, double> seconds;
  int64_t before = starts.front().start.start_step;
  for (const ReportLine& line : run.timing) {
    // The mean since the line before; after a stop between two lines, of the part that is left.
    const auto steps = static_cast<double>(std::max<int64_t>(0, line.step - before));
    for (const auto& [name, count] : devices_of(start_of(line.step, starts), threads)) {
      seconds[name] += steps * seconds_in(line) * count;
    }
    before = line.step;
  }
  cost.seconds.assign(seconds.begin(), seconds.end());
  return cost;
}

RunCost mean_cost(const std::vector<RunCost>& costs) {
  return {.seconds = mean_of_all(costs, &RunCost::seconds),
          .images = mean_of_all(costs, &RunCost::images)};
}

}  // namespace tandem
