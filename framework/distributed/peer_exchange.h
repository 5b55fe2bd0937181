// Ordered sums between ranks that share no memory.
#pragma once

#include <cstdint>
#include <vector>

#include "framework/distributed/rank_groups.h"

namespace tandem {

class PeerExchange {
 public:
  /// `peers` outlives it; `rank` is this rank's number in the run, for messages.
  PeerExchange(const MpiGroup& peers, int64_t rank) : peers_(peers), rank_(rank) {}

  /// True when there is nobody to exchange with.
  bool is_alone() const { return peers_.size() == 1; }

  /// Replaces `data` (`count` elements, the same at all peers) by the sum over peers in tree order:
  /// every peer sums one slice of all contributions, then all get all slices. Collective. Throws
  /// CommunicationError.
  void sum(float* data, int64_t count);

 private:
  void sum_piece(float* data, int64_t count);

  const MpiGroup& peers_;
  int64_t rank_;
  std::vector<float> received_;
};

}  // namespace tandem
