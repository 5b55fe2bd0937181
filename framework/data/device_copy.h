// Copies batches to the device on a stream of their own, while the device computes on another.
// No header of a vendor is needed for it.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Event.h>
#include <c10/core/Stream.h>

#include <optional>
#include <vector>

#include "framework/data/batch.h"

namespace tandem {

/// Batches on their way, and the event after which they have arrived.
struct BatchesInFlight {
  std::vector<Batch> batches;
  std::optional<c10::Event> arrived;  // none on a CPU

  /// The batches, once the calling thread's current stream has been told to wait for them.
  std::vector<Batch> take();
};

class DeviceCopy {
 public:
  explicit DeviceCopy(const at::Device& device);
  /// Makes the device the one of the calling thread, which allocates what host_options say: a
  /// thread that names no device asks the first GPU whether earlier copies are done, and takes
  /// memory of it.
  void make_current() const;
  /// Options for the host tensors to fill: pinned where the device copies from host memory.
  at::TensorOptions host_options(at::ScalarType type) const;
  /// Starts the copies and returns at once; on a CPU the batches are passed on as they are.
  BatchesInFlight start(std::vector<Batch> batches);

 private:
  at::Device device_;
  std::optional<c10::Stream> stream_;
};

}  // namespace tandem
