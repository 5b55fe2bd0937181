#include "framework/distributed/node_reducer.h"

#include <ATen/ops/from_blob.h>
#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <string>

#include "framework/core/alignment.h"
#include "framework/core/error.h"
#include "framework/core/process.h"
#include "framework/distributed/mpi_check.h"
#include "framework/distributed/ordered_tree.h"

namespace tandem {

/// First in a rank's control segment; the barrier of the first rank is the one in use.
struct NodeReducer::Control {
  NodeBarrier::State barrier;
  alignas(kAlignmentBytes) Call call;
};

namespace {

using std::chrono::microseconds;

/// The first window is a staging area of this many elements (1 MiB), for tensors that lie in none.
constexpr int64_t kStagingCount = int64_t{1} << 18;

/// A rank that sleeps gives its core away, and on a virtual machine gets it back late: where each
/// has one, a rank waits awake for the milliseconds by which another may be slower. Else the one
/// waited for may need this core.
microseconds spin_time(const MpiGroup& node) {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  // A rank that cannot learn its cores takes part with none: the reduction below is collective.
  if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0) CPU_ZERO(&allowed);
  // The cores of all ranks together: the launcher may bind each rank to its own.
  check_mpi(
      MPI_Allreduce(MPI_IN_PLACE, &allowed, sizeof(allowed), MPI_BYTE, MPI_BOR, node.handle()),
      "MPI_Allreduce", node.rank());
  const int64_t num_allowed = CPU_COUNT(&allowed);
  if (num_allowed == 0) return microseconds(0);
  const int64_t num_cores = std::min(num_allowed, control_group_limit(num_allowed));
  return microseconds(num_cores >= node.size() ? 20'000 : 2);
}

NodeBarrier::Party make_party(const MpiGroup& node, int64_t rank) {
  NodeBarrier::Party party;
  party.node_rank = node.rank();
  party.first_rank = rank - node.rank();
  party.processes.resize(static_cast<size_t>(node.size()));
  const pid_t process = getpid();
  check_mpi(MPI_Allgather(&process, sizeof(process), MPI_BYTE, party.processes.data(),
                          sizeof(process), MPI_BYTE, node.handle()),
            "MPI_Allgather", node.rank());
  return party;
}

}  // namespace

NodeReducer::NodeReducer(const MpiGroup& node, PeerExchange& peers, int64_t rank)
    : node_(node), peers_(peers), rank_(rank), control_(node, sizeof(Control)) {
  static_assert(sizeof(NodeBarrier::State) % kAlignmentBytes == 0);
  const microseconds spin = spin_time(node);
  barrier_.emplace(control(0).barrier, make_party(node, rank), spin);
  windows_.push_back(std::make_unique<SharedWindow>(node, kStagingCount * sizeof(float)));
}

NodeReducer::Control& NodeReducer::control(int64_t node_rank) const {
  return *reinterpret_cast<Control*>(control_.segment(node_rank));
}

at::Tensor NodeReducer::allocate(int64_t count) {
  const int64_t num_bytes = count * static_cast<int64_t>(sizeof(float));
  windows_.push_back(std::make_unique<SharedWindow>(node_, num_bytes));
  return at::from_blob(windows_.back()->segment(node_.rank()), {count}, at::kFloat);
}

void NodeReducer::sum(float* data, int64_t count) {
  if (count == 0) return;
  const std::optional<Call> call = find(data, count);
  if (call) {
    sum_in_window(*call);
  } else {
    sum_by_copy(data, count);
  }
}

std::optional<NodeReducer::Call> NodeReducer::find(const float* data, int64_t count) const {
  const auto address = reinterpret_cast<uintptr_t>(data);
  for (size_t i = 0; i < windows_.size(); ++i) {
    const auto begin = reinterpret_cast<uintptr_t>(windows_[i]->segment(node_.rank()));
    const auto num_bytes = static_cast<uintptr_t>(windows_[i]->bytes_per_rank());
    if (address < begin || address >= begin + num_bytes) continue;
    return Call{static_cast<int64_t>(i), static_cast<int64_t>(address - begin), count};
  }
  return std::nullopt;
}

// The other ranks touch this one's staging area only between the two barriers of sum_in_window.
void NodeReducer::sum_by_copy(float* data, int64_t count) {
  auto* staging = reinterpret_cast<float*>(windows_.front()->segment(node_.rank()));
  for (int64_t begin = 0; begin < count; begin += kStagingCount) {
    const int64_t length = std::min(kStagingCount, count - begin);
    std::copy_n(data + begin, length, staging);
    sum_in_window({0, 0, length});
    std::copy_n(staging, length, data + begin);
  }
}

void NodeReducer::sum_in_window(const Call& call) {
  control(node_.rank()).call = call;
  // From here on the calls and contributions of all ranks may be read.
  barrier_->wait();
  check_same_call(call);
  const Slice slice = slice_of(call.count, node_.size(), node_.rank());
  std::vector<float*> parts;
  const SharedWindow& window = *windows_[static_cast<size_t>(call.window)];
  for (int64_t other = 0; other < node_.size(); ++other) {
    parts.push_back(reinterpret_cast<float*>(window.segment(other) + call.offset) + slice.begin);
  }
  if (peers_.is_alone()) {
    sum_in_tree(parts, parts, slice.count());
  } else {
    float* own = parts[static_cast<size_t>(node_.rank())];
    sum_in_tree(parts, {&own, 1}, slice.count());
    peers_.sum(own, slice.count());
    for (float* part : parts) {
      if (part != own) std::copy_n(own, slice.count(), part);
    }
  }
  // Only now are all slices summed, and may the memory be written again.
  barrier_->wait();
}

void NodeReducer::check_same_call(const Call& call) const {
  for (int64_t other = 0; other < node_.size(); ++other) {
    const Call& theirs = control(other).call;
    if (theirs == call) continue;
    throw CommunicationError(
        {.what = "the ranks of this node do not sum the same tensor",
         .where = "rank " + std::to_string(rank_) + ", sum_ordered",
         .expected = std::to_string(call.count) + " elements as here",
         .got = std::to_string(theirs.count) + " at rank " +
                std::to_string(rank_ - node_.rank() + other) +
                (theirs.count == call.count ? " in another place" : ""),
         .advice = "Every rank must run the same program with the same configuration."});
  }
}

}  // namespace tandem
