// What ranks say to each other. No family ever sees this.
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Device.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "framework/distributed/reduction.h"

namespace tandem {

class Error;

/// Collective operations over the ranks of a run. Every rank calls the same ones in the same order
/// with tensors of the same shape and type, contiguous, on the communicator's device. A failure
/// throws CommunicationError naming rank and call; the run cannot go on after it.
class Communicator {
 public:
  Communicator() = default;
  Communicator(const Communicator&) = delete;
  Communicator& operator=(const Communicator&) = delete;
  virtual ~Communicator() = default;

  virtual int64_t rank() const = 0;
  /// Number of ranks.
  virtual int64_t size() const = 0;

  /// Where the tensors are that it takes.
  virtual at::Device device() const { return at::kCPU; }

  /// A zeroed float32 tensor of shape (count), 64-byte aligned, in the memory from which
  /// sum_ordered is fastest. Collective: every rank asks for the same counts in the same order.
  /// The communicator outlives the tensor.
  virtual at::Tensor allocate(int64_t count) = 0;

  /// Replaces the float32 `tensor` (flat) of every rank by the sum over ranks, added in one fixed
  /// binary tree: ((r0 + r1) + (r2 + r3)) + …, so that the bits do not depend on how ranks are
  /// spread over nodes. `size()` is a power of two.
  virtual void sum_ordered(at::Tensor& tensor) = 0;

  /// Sum in whatever order is fastest (float32, float64 or int64).
  virtual void sum(at::Tensor& tensor) = 0;

  /// Replaces `tensor` of every rank by that of rank `root`; any type.
  virtual void broadcast(at::Tensor& tensor, int64_t root) = 0;

  virtual void barrier() = 0;
};

/// The `text` of every rank, by rank; the same on all ranks. Collective. Throws CommunicationError.
std::vector<std::string> gather_strings(Communicator& communicator, const std::string& text);

/// How ranks add, and how long they wait for each other.
struct CommunicatorOptions {
  /// How sum_ordered adds; the bits of kNative depend on the number of ranks.
  Reduction reduction = Reduction::kOrdered;
  /// On GPUs: how long one operation may take, also where the host waits for the device. After that
  /// the process ends with ExitCode::kRankLost, whatever its threads do: the host would go on with
  /// a sum that never was. Where its own device fails, the same with ExitCode::kInternal.
  std::chrono::milliseconds patience = std::chrono::minutes(10);
  /// Told why, before that end, on a thread of the communicator's own.
  std::function<void(const Error&)> on_end;
};

}  // namespace tandem
