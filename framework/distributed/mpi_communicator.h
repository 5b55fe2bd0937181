// Communicator for CPU tensors over MPI, through shared memory inside a node.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>

#include "framework/distributed/communicator.h"
#include "framework/distributed/node_reducer.h"
#include "framework/distributed/peer_exchange.h"
#include "framework/distributed/rank_groups.h"

namespace tandem {

class MpiCommunicator final : public Communicator {
 public:
  /// kNative: sum_ordered is MPI_Allreduce, whose bits depend on the number of ranks. Collective.
  MpiCommunicator(RankGroups groups, Reduction reduction);

  int64_t rank() const override { return groups_.world.rank(); }
  int64_t size() const override { return groups_.world.size(); }
  at::Tensor allocate(int64_t count) override;
  void sum_ordered(at::Tensor& tensor) override;
  void sum(at::Tensor& tensor) override;
  void broadcast(at::Tensor& tensor, int64_t root) override;
  void barrier() override;

 private:
  void check_same_count(int64_t count) const;

  RankGroups groups_;
  Reduction reduction_;
  PeerExchange peers_;
  /// None where this rank shares memory with no other.
  std::unique_ptr<NodeReducer> node_;
};

}  // namespace tandem
