#include "launch/job/child_place.h"

#include <unistd.h>

#include <cstdlib>

#include "framework/core/text.h"

namespace tandem {
namespace {

/// The GPUs of a place as CUDA_VISIBLE_DEVICES is to name them: where this process sees but some of
/// the machine, by the names that it sees them by.
std::string device_names(const std::vector<int>& gpus) {
  const char* visible = std::getenv(kVisibleGpus);
  if (visible == nullptr) return joined(gpus, {}, ",");
  const std::vector<std::string> names = split(visible, ',');
  return joined(
      gpus, [&](int gpu) { return names.at(static_cast<size_t>(gpu)); }, ",");
}

}  // namespace

std::vector<std::string> child_environment(const ChildPlace& place) {
  // Numbers of another machine are what they are there, whatever this process sees here.
  const std::string names =
      place.host_gpus.empty() ? device_names(place.gpus) : joined(place.host_gpus, {}, ",");
  const std::string devices = std::string(kVisibleGpus) + "=";
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string assignment = *entry;
    if (!names.empty() && assignment.starts_with(devices)) continue;
    environment.push_back(assignment);
  }
  if (!names.empty()) environment.push_back(devices + names);
  return environment;
}

}  // namespace tandem
