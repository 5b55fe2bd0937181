#include "launch/job/child_place.h"

#include <unistd.h>

#include <cstdlib>

#include "framework/core/text.h"

namespace tandem {
namespace {

constexpr const char* kDevicesVariable = "CUDA_VISIBLE_DEVICES";

/// The GPUs of a place as CUDA_VISIBLE_DEVICES is to name them: where this process sees but some of
/// the machine, by the names that it sees them by.
std::string device_names(const std::vector<int>& gpus) {
  const char* visible = std::getenv(kDevicesVariable);
  if (visible == nullptr) return joined(gpus, {}, ",");
  const std::vector<std::string> names = split(visible, ',');
  return joined(
      gpus, [&](int gpu) { return names.at(static_cast<size_t>(gpu)); }, ",");
}

}  // namespace

std::vector<std::string> child_environment(const ChildPlace& place) {
  const std::string devices = std::string(kDevicesVariable) + "=";
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string assignment = *entry;
    if (!place.gpus.empty() && assignment.starts_with(devices)) continue;
    environment.push_back(assignment);
  }
  if (!place.gpus.empty()) environment.push_back(devices + device_names(place.gpus));
  return environment;
}

}  // namespace tandem
