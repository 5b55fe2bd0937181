// What work takes of a device: time, on a GPU by its own clock, and memory.
#pragma once

#include <c10/core/Device.h>
#include <c10/core/Event.h>

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

namespace tandem {

/// Adds up how long stretches of work take where they are done. The host never waits for it: a
/// stretch on a GPU counts once it is seen to be done.
class DeviceStopwatch {
 public:
  explicit DeviceStopwatch(const c10::Device& device) : device_(device) {}

  /// A stretch is what the current stream does between the two calls; on a CPU, what the host does.
  void start();
  void stop();

  /// Seconds of the stretches that are done.
  double seconds();

 private:
  using Stretch = std::pair<c10::Event, c10::Event>;

  void record(c10::Event& event) const;
  void add_done();

  c10::Device device_;
  double seconds_ = 0;
  std::chrono::steady_clock::time_point host_start_;  // CPU
  std::optional<Stretch> current_;                    // of a GPU, as the others
  std::deque<Stretch> running_;
  std::vector<Stretch> unused_;  // events are costly to make
};

/// Bytes that tensors of this process took on a GPU at most so far; 0 on a CPU.
int64_t peak_device_bytes(const c10::Device& device);

}  // namespace tandem
