// Who the ranks of an MPI job are to each other: renumbered node by node, and grouped into those
// that share memory and those that exchange over the network.
#pragma once

#include <mpi.h>

#include <cstdint>

namespace tandem {

/// Owns an MPI communicator whose errors are returned; freed at the end, which is collective.
class MpiGroup {
 public:
  MpiGroup() = default;
  explicit MpiGroup(MPI_Comm handle);
  MpiGroup(MpiGroup&& other) noexcept;
  MpiGroup& operator=(MpiGroup&& other) noexcept;
  ~MpiGroup();

  MPI_Comm handle() const { return handle_; }
  int rank() const { return rank_; }
  int size() const { return size_; }

 private:
  void free() noexcept;

  MPI_Comm handle_ = MPI_COMM_NULL;
  int rank_ = 0;
  int size_ = 1;
};

struct RankGroups {
  /// All ranks, renumbered so that those of a node follow each other.
  MpiGroup world;
  /// The ranks of this node if every node holds the same power of two of them, else this rank
  /// alone: then sums formed inside a node are parts of the tree over all ranks.
  MpiGroup node;
  /// The ranks with this one's number in their `node`, one per node.
  MpiGroup peers;
  /// Number of this rank among all ranks of its node, also where `node` holds this rank alone.
  int64_t local_rank = 0;
};

/// Groups the ranks of MPI_COMM_WORLD. Collective. TANDEM_RANKS_PER_NODE=N makes every N ranks of a
/// machine a node of their own. Throws ConfigError for an unusable N, CommunicationError.
RankGroups make_rank_groups();

}  // namespace tandem
