// Ordered sums through memory that the ranks of a node share.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "framework/distributed/node_barrier.h"
#include "framework/distributed/peer_exchange.h"
#include "framework/distributed/rank_groups.h"
#include "framework/distributed/shared_window.h"

namespace tandem {

/// Every rank adds one slice of all contributions of its node, sums it with the same slices of the
/// other nodes, and writes it to all. Made, used and destroyed collectively.
class NodeReducer {
 public:
  /// `node` and `peers` outlive it; `rank` is this rank's number in the run.
  NodeReducer(const MpiGroup& node, PeerExchange& peers, int64_t rank);

  /// As Communicator::allocate: memory in which `sum` needs no copies.
  at::Tensor allocate(int64_t count);

  /// Replaces `data` of every rank by the sum over all ranks. Throws CommunicationError.
  void sum(float* data, int64_t count);

 private:
  /// What a rank is about to sum, told to the others before they meet.
  struct Call {
    int64_t window = 0;
    int64_t offset = 0;
    int64_t count = 0;
    bool operator==(const Call&) const = default;
  };
  struct Control;

  std::optional<Call> find(const float* data, int64_t count) const;
  void sum_in_window(const Call& call);
  void sum_by_copy(float* data, int64_t count);
  void check_same_call(const Call& call) const;
  Control& control(int64_t node_rank) const;

  const MpiGroup& node_;
  PeerExchange& peers_;
  int64_t rank_;
  SharedWindow control_;
  std::vector<std::unique_ptr<SharedWindow>> windows_;
  std::optional<NodeBarrier> barrier_;
};

}  // namespace tandem
