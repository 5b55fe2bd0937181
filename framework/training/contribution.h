// The flat vector that one update sums over micro-batches and ranks.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "framework/distributed/communicator.h"
#include "framework/training/flat_parameters.h"
#include "framework/training/micro_batch_gradient.h"

namespace tandem {

/// Collects the contributions of this rank's micro-batches, pairwise in a fixed binary tree, then
/// sums them over ranks in the same tree. Layout: gradients of the trained networks one after the
/// other (each parameter at a 64-byte boundary), all floating buffers, then the tail: terms,
/// total, stop flag.
class Contribution {
 public:
  /// Collective (allocates from the communicator). `num_local_lanes`: micro-batches per rank.
  Contribution(const std::vector<const FlatNetwork*>& trained, FlatParameters& flat,
               int64_t num_terms, int64_t num_local_lanes, Communicator& communicator);

  /// Adds what the next micro-batch of this rank gave, and the buffers as it left them.
  void add(const MicroBatchGradient::Result& micro_batch, const at::Tensor& stop_flag);

  /// Sums over ranks and starts over. The result of `vector` is the sum of all M contributions.
  void reduce();

  at::Tensor& vector() { return levels_.front(); }
  /// Gradients of the k-th trained network.
  const at::Tensor& gradient(size_t k) const { return gradients_[k]; }
  const at::Tensor& all_gradients() const { return all_gradients_; }
  const at::Tensor& buffers() const { return buffers_; }
  /// Terms, total, stop flag.
  const at::Tensor& tail() const { return tail_; }

 private:
  Communicator& communicator_;
  at::Tensor flat_buffers_;
  std::vector<int64_t> counts_;       // elements of each gradient
  std::vector<at::Tensor> zeros_;     // stand-ins for undefined gradients, made when needed
  std::vector<at::Tensor> paddings_;  // behind each gradient; undefined where it needs none
  std::vector<at::Tensor> levels_;    // partial sums, the first in the communicator's memory
  std::vector<int64_t> sizes_;        // micro-batches in each partial sum on the stack
  std::vector<at::Tensor> gradients_;
  at::Tensor all_gradients_;
  at::Tensor buffers_;
  at::Tensor tail_;
};

}  // namespace tandem
