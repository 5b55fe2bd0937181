#include "framework/distributed/mpi_communicator.h"

#include <ATen/ops/zeros.h>
#include <mpi.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "framework/core/error.h"
#include "framework/distributed/mpi_check.h"
#include "framework/distributed/tensor_check.h"

namespace tandem {
namespace {

/// MPI counts with an int.
constexpr int64_t kMaximumCount = int64_t{1} << 30;

MPI_Datatype mpi_type(at::ScalarType type) {
  if (type == at::kFloat) return MPI_FLOAT;
  return type == at::kDouble ? MPI_DOUBLE : MPI_INT64_T;
}

/// Calls `operation(address, count)` over pieces of `count` units of `unit_bytes` each.
template <class Operation>
void for_each_piece(const at::Tensor& tensor, int64_t count, int64_t unit_bytes,
                    const Operation& operation) {
  auto* bytes = static_cast<std::byte*>(tensor.data_ptr());
  for (int64_t begin = 0; begin < count; begin += kMaximumCount) {
    operation(bytes + begin * unit_bytes, static_cast<int>(std::min(kMaximumCount, count - begin)));
  }
}

}  // namespace

MpiCommunicator::MpiCommunicator(RankGroups groups, Reduction reduction)
    : groups_(std::move(groups)),
      reduction_(reduction),
      peers_(groups_.peers, groups_.world.rank()) {
  if (reduction_ == Reduction::kNative || groups_.node.size() == 1) return;
  node_ = std::make_unique<NodeReducer>(groups_.node, peers_, rank());
}

at::Tensor MpiCommunicator::allocate(int64_t count) {
  check_same_count(count);
  return node_ ? node_->allocate(count) : at::zeros({count}, at::kFloat);
}

void MpiCommunicator::check_same_count(int64_t count) const {
  // The smallest and, negated, the largest in one reduction.
  std::array<int64_t, 2> counts = {count, -count};
  check_mpi(
      MPI_Allreduce(MPI_IN_PLACE, counts.data(), 2, MPI_INT64_T, MPI_MIN, groups_.world.handle()),
      "MPI_Allreduce", rank());
  if (counts[0] == -counts[1]) return;
  throw CommunicationError(
      {.what = "the ranks do not allocate the same tensor",
       .where = "rank " + std::to_string(rank()) + ", allocate",
       .expected = std::to_string(count) + " elements as here",
       .got = std::to_string(counts[0]) + " to " + std::to_string(-counts[1]) + " over all ranks",
       .advice = "Every rank must run the same program with the same configuration."});
}

void MpiCommunicator::sum_ordered(at::Tensor& tensor) {
  check_tensor(tensor, at::kCPU, {at::kFloat}, "sum_ordered");
  if (reduction_ == Reduction::kNative) return sum(tensor);
  auto* data = static_cast<float*>(tensor.data_ptr());
  if (node_) return node_->sum(data, tensor.numel());
  peers_.sum(data, tensor.numel());
}

void MpiCommunicator::sum(at::Tensor& tensor) {
  check_tensor(tensor, at::kCPU, {at::kFloat, at::kDouble, at::kLong}, "sum");
  const MPI_Datatype type = mpi_type(tensor.scalar_type());
  for_each_piece(tensor, tensor.numel(), tensor.element_size(), [&](void* data, int count) {
    check_mpi(MPI_Allreduce(MPI_IN_PLACE, data, count, type, MPI_SUM, groups_.world.handle()),
              "MPI_Allreduce", rank());
  });
}

void MpiCommunicator::broadcast(at::Tensor& tensor, int64_t root) {
  check_tensor(tensor, at::kCPU, {}, "broadcast");
  const auto num_bytes = static_cast<int64_t>(tensor.nbytes());
  for_each_piece(tensor, num_bytes, 1, [&](void* data, int count) {
    check_mpi(MPI_Bcast(data, count, MPI_BYTE, static_cast<int>(root), groups_.world.handle()),
              "MPI_Bcast", rank());
  });
}

void MpiCommunicator::barrier() {
  check_mpi(MPI_Barrier(groups_.world.handle()), "MPI_Barrier", rank());
}

}  // namespace tandem
