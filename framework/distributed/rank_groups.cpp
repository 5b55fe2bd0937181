#include "framework/distributed/rank_groups.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "framework/core/error.h"
#include "framework/core/log.h"
#include "framework/core/number_in.h"
#include "framework/distributed/mpi_check.h"

namespace tandem {
namespace {

int ranks_per_node() {
  const char* text = std::getenv("TANDEM_RANKS_PER_NODE");
  if (text == nullptr) return std::numeric_limits<int>::max();
  const auto value = number_in<int>(text);
  if (!value || *value < 1) {
    throw ConfigError({.what = "cannot group ranks into nodes",
                       .where = "environment variable TANDEM_RANKS_PER_NODE",
                       .expected = "a number from 1",
                       .got = "'" + std::string(text) + "'",
                       .advice = "Unset it: it is for tests on one machine."});
  }
  return *value;
}

MpiGroup split(MPI_Comm from, int color, int key, int64_t rank) {
  MPI_Comm handle = MPI_COMM_NULL;
  check_mpi(MPI_Comm_split(from, color, key, &handle), "MPI_Comm_split", rank);
  return MpiGroup(handle);
}

/// The ranks of this one's node, in the order of MPI_COMM_WORLD.
MpiGroup split_by_node(int rank) {
  MPI_Comm handle = MPI_COMM_NULL;
  check_mpi(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, rank, MPI_INFO_NULL, &handle),
            "MPI_Comm_split_type", rank);
  const MpiGroup machine(handle);
  return split(machine.handle(), machine.rank() / ranks_per_node(), machine.rank(), rank);
}

/// Number of `rank` when ranks are ordered by the first rank of their node, then by themselves.
int renumber(const MpiGroup& node, int rank, int num_ranks) {
  int leader = rank;
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, &leader, 1, MPI_INT, MPI_MIN, node.handle()),
            "MPI_Allreduce", rank);
  std::vector<int> leaders(static_cast<size_t>(num_ranks));
  check_mpi(MPI_Allgather(&leader, 1, MPI_INT, leaders.data(), 1, MPI_INT, MPI_COMM_WORLD),
            "MPI_Allgather", rank);
  int number = 0;
  for (int other = 0; other < num_ranks; ++other) {
    number += std::pair(leaders[static_cast<size_t>(other)], other) < std::pair(leader, rank);
  }
  return number;
}

bool is_aligned_everywhere(const MpiGroup& node, const MpiGroup& world) {
  std::vector<int> sizes = {node.size(), -node.size()};
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, sizes.data(), 2, MPI_INT, MPI_MIN, world.handle()),
            "MPI_Allreduce", world.rank());
  return sizes[0] == -sizes[1] && std::has_single_bit(static_cast<unsigned>(node.size()));
}

}  // namespace

MpiGroup::MpiGroup(MPI_Comm handle) : handle_(handle) {
  check_mpi(MPI_Comm_set_errhandler(handle_, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler", rank_);
  check_mpi(MPI_Comm_rank(handle_, &rank_), "MPI_Comm_rank", rank_);
  check_mpi(MPI_Comm_size(handle_, &size_), "MPI_Comm_size", rank_);
}

MpiGroup::MpiGroup(MpiGroup&& other) noexcept
    : handle_(std::exchange(other.handle_, MPI_COMM_NULL)),
      rank_(other.rank_),
      size_(other.size_) {}

MpiGroup& MpiGroup::operator=(MpiGroup&& other) noexcept {
  if (this == &other) return *this;
  free();
  handle_ = std::exchange(other.handle_, MPI_COMM_NULL);
  rank_ = other.rank_;
  size_ = other.size_;
  return *this;
}

MpiGroup::~MpiGroup() { free(); }

void MpiGroup::free() noexcept {
  if (handle_ == MPI_COMM_NULL || is_unwinding()) return;
  if (MPI_Comm_free(&handle_) != MPI_SUCCESS) log_error("MPI_Comm_free failed");
}

RankGroups make_rank_groups() {
  int rank = 0;
  int num_ranks = 1;
  check_mpi(MPI_Comm_rank(MPI_COMM_WORLD, &rank), "MPI_Comm_rank", 0);
  check_mpi(MPI_Comm_size(MPI_COMM_WORLD, &num_ranks), "MPI_Comm_size", rank);
  RankGroups groups;
  groups.node = split_by_node(rank);
  groups.local_rank = groups.node.rank();
  groups.world = split(MPI_COMM_WORLD, 0, renumber(groups.node, rank, num_ranks), rank);
  const int number = groups.world.rank();
  if (!is_aligned_everywhere(groups.node, groups.world)) {
    groups.node = split(groups.world.handle(), number, 0, number);
  }
  groups.peers = split(groups.world.handle(), groups.node.rank(), number, number);
  return groups;
}

}  // namespace tandem
