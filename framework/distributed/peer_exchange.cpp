#include "framework/distributed/peer_exchange.h"

#include <mpi.h>

#include <algorithm>

#include "framework/distributed/mpi_check.h"
#include "framework/distributed/ordered_tree.h"

namespace tandem {
namespace {

/// Elements exchanged at a time (64 MiB): bounds the buffer, and counts stay within an int.
constexpr int64_t kPiece = int64_t{1} << 24;

}  // namespace

void PeerExchange::sum(float* data, int64_t count) {
  if (is_alone()) return;
  for (int64_t begin = 0; begin < count; begin += kPiece) {
    sum_piece(data + begin, std::min(kPiece, count - begin));
  }
}

void PeerExchange::sum_piece(float* data, int64_t count) {
  const int num_peers = peers_.size();
  const Slice own = slice_of(count, num_peers, peers_.rank());
  const auto own_count = static_cast<int>(own.count());
  std::vector<int> counts;
  std::vector<int> offsets;
  std::vector<int> received_offsets;
  for (int peer = 0; peer < num_peers; ++peer) {
    const Slice slice = slice_of(count, num_peers, peer);
    counts.push_back(static_cast<int>(slice.count()));
    offsets.push_back(static_cast<int>(slice.begin));
    received_offsets.push_back(peer * own_count);
  }
  received_.resize(std::max(received_.size(), static_cast<size_t>(num_peers * own.count())));
  const std::vector<int> received_counts(static_cast<size_t>(num_peers), own_count);
  check_mpi(
      MPI_Alltoallv(data, counts.data(), offsets.data(), MPI_FLOAT, received_.data(),
                    received_counts.data(), received_offsets.data(), MPI_FLOAT, peers_.handle()),
      "MPI_Alltoallv", rank_);
  std::vector<float*> parts;
  parts.reserve(received_offsets.size());
  for (int offset : received_offsets) parts.push_back(received_.data() + offset);
  float* result = data + own.begin;
  sum_in_tree(parts, {&result, 1}, own.count());
  check_mpi(MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, data, counts.data(), offsets.data(),
                           MPI_FLOAT, peers_.handle()),
            "MPI_Allgatherv", rank_);
}

}  // namespace tandem
