// The process's membership in an MPI job. A program has one.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "framework/distributed/communicator.h"
#include "framework/distributed/rank_position.h"

namespace tandem {

/// Initialises MPI when this process was started as one of several ranks (by mpirun or srun), and
/// finalises it at the end. A process started alone is rank 0 of 1 and MPI is never touched.
class MpiSession {
 public:
  MpiSession();
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  /// Number of this rank and of all, renumbered node by node.
  int64_t rank() const { return rank_; }
  int64_t size() const { return size_; }
  /// Number of this rank among those of its node: the index of its GPU.
  int64_t local_rank() const { return local_rank_; }

  /// The `text` of every rank, by rank; the same on all ranks. Needs no communicator, so that ranks
  /// can agree on one first. Collective.
  std::vector<std::string> gather(const std::string& text) const;

  /// Communicator for tensors on `device`: local for one rank, else MPI with shared memory (CPU) or
  /// NCCL (CUDA). Environment TANDEM_RANKS_PER_NODE=1 (tests) treats every rank as its own node.
  /// Collective.
  std::unique_ptr<Communicator> communicator(const at::Device& device,
                                             const CommunicatorOptions& options = {}) const;

  /// Where the positions of this rank and of those of its node are kept. Collective.
  std::unique_ptr<PositionBoard> position_board() const;

  /// Whether this rank may end as planned with an exit code other than 0: what started the ranks
  /// does not end the others for it.
  bool may_end_with_code() const;

  /// Ends all ranks at once with this exit code; for the main thread of a rank that failed.
  [[noreturn]] void abort(int exit_code) const;

 private:
  int64_t rank_ = 0;
  int64_t size_ = 1;
  int64_t local_rank_ = 0;
  bool initialized_ = false;
};

}  // namespace tandem
