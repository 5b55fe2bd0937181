// Memory that the ranks of one node share, a segment each.
#pragma once

#include <mpi.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "framework/distributed/rank_groups.h"

namespace tandem {

/// One zeroed segment per rank of a node, each at a 64-byte boundary, visible to all of them. Made
/// and freed collectively by the ranks of `node`.
class SharedWindow {
 public:
  /// Throws FileError when the file system that backs shared memory has no room for all segments,
  /// CommunicationError when MPI fails.
  SharedWindow(const MpiGroup& node, int64_t bytes_per_rank);
  ~SharedWindow();
  SharedWindow(const SharedWindow&) = delete;
  SharedWindow& operator=(const SharedWindow&) = delete;

  /// Segment of a rank, by its number in the node.
  std::byte* segment(int64_t node_rank) const { return segments_[static_cast<size_t>(node_rank)]; }
  int64_t bytes_per_rank() const { return bytes_per_rank_; }

 private:
  void find_segments(const MpiGroup& node);
  void fill_pages(const MpiGroup& node);

  int64_t bytes_per_rank_;
  MPI_Win window_ = MPI_WIN_NULL;
  std::vector<std::byte*> segments_;
};

}  // namespace tandem
