#include "framework/distributed/nccl_communicator.h"

#include "framework/core/error.h"

#ifdef TANDEM_WITH_CUDA

#include <ATen/core/grad_mode.h>
#include <ATen/ops/add.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <c10/cuda/CUDAEvent.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#include <nccl.h>

#include <bit>
#include <chrono>
#include <cstring>
#include <deque>
#include <thread>
#include <utility>

#include "framework/core/log.h"
#include "framework/distributed/mpi_check.h"
#include "framework/distributed/tensor_check.h"

namespace tandem {
namespace {

using Clock = std::chrono::steady_clock;

/// How long a peer may stay away; it may be computing, or reading its first data.
constexpr std::chrono::minutes kPatience{10};
/// Operations under way at most: the host does not run further ahead of the device.
constexpr size_t kMaximumPending = 64;
constexpr int64_t kElementsPerLine = 16;

[[noreturn]] void throw_nccl(int64_t rank, const char* call, const std::string& reason) {
  throw CommunicationError({.what = std::string(call) + " failed",
                            .where = "rank " + std::to_string(rank),
                            .expected = "ncclSuccess",
                            .got = reason,
                            .advice = "NCCL_DEBUG=INFO says more; the logs of the other ranks say "
                                      "which of them failed first."});
}

ncclDataType_t nccl_type(at::ScalarType type) {
  if (type == at::kFloat) return ncclFloat32;
  return type == at::kDouble ? ncclFloat64 : ncclInt64;
}

/// Sums `rows` (R, N), R a power of two, to `sum` (N): pairs of neighbours, then pairs of those.
void sum_rows(at::Tensor rows, at::Tensor sum) {
  while (rows.size(0) > 2) {
    const at::Tensor pairs = rows.view({rows.size(0) / 2, 2, rows.size(1)});
    rows = at::add(pairs.select(1, 0), pairs.select(1, 1));
  }
  if (rows.size(0) == 1) {
    sum.copy_(rows[0]);
  } else {
    at::add_out(sum, rows[0], rows[1]);
  }
}

class NcclCommunicator final : public Communicator {
 public:
  NcclCommunicator(const NcclOptions& options, const std::string& id);
  ~NcclCommunicator() override;

  int64_t rank() const override { return options_.rank; }
  int64_t size() const override { return options_.size; }
  at::Device device() const override { return options_.device; }
  at::Tensor allocate(int64_t count) override;
  void sum_ordered(at::Tensor& tensor) override;
  void sum(at::Tensor& tensor) override;
  void broadcast(at::Tensor& tensor, int64_t root) override;
  void barrier() override;

 private:
  struct Pending {
    c10::cuda::CUDAEvent done;
    Clock::time_point deadline;
  };

  template <class Work>
  void enqueue(const Work& work);
  void exchange(float* data, int64_t slice, float* received);
  void settle(ncclResult_t result, const char* call);
  void accept(ncclResult_t result, const char* call);
  void check_pending();
  void wait_for_oldest();
  [[noreturn]] void fail(const char* call, const std::string& reason);

  NcclOptions options_;
  c10::cuda::CUDAStream stream_;
  c10::cuda::CUDAEvent ready_;
  std::deque<Pending> pending_;
  ncclComm_t handle_ = nullptr;
};

NcclCommunicator::NcclCommunicator(const NcclOptions& options, const std::string& id)
    : options_(options),
      stream_(c10::cuda::getStreamFromPool(/*isHighPriority=*/true, options.device.index())) {
  const c10::cuda::CUDAGuard guard(options_.device);
  ncclUniqueId unique_id;
  std::memcpy(&unique_id, id.data(), sizeof(unique_id));
  ncclConfig_t config = NCCL_CONFIG_INITIALIZER;
  // Calls return at once and are asked about: so that a lost peer does not block this rank.
  config.blocking = 0;
  settle(ncclCommInitRankConfig(&handle_, static_cast<int>(size()), unique_id,
                                static_cast<int>(rank()), &config),
         "ncclCommInitRankConfig");
}

NcclCommunicator::~NcclCommunicator() {
  if (handle_ == nullptr) return;
  try {
    if (is_unwinding()) fail("~NcclCommunicator", "an error on this rank");
    while (!pending_.empty()) wait_for_oldest();
    settle(ncclCommFinalize(handle_), "ncclCommFinalize");
    if (ncclCommDestroy(handle_) != ncclSuccess) log_error("ncclCommDestroy failed");
  } catch (const std::exception& error) {
    log_error(error.what());
  }
}

at::Tensor NcclCommunicator::allocate(int64_t count) {
  return at::zeros({count}, at::TensorOptions().dtype(at::kFloat).device(options_.device));
}

/// Puts `work` on the communicator's stream, after what the current stream holds now, and before
/// what it will hold.
template <class Work>
void NcclCommunicator::enqueue(const Work& work) {
  const c10::cuda::CUDAGuard device_guard(options_.device);
  const at::NoGradGuard no_gradients;
  check_pending();
  const c10::cuda::CUDAStream current = c10::cuda::getCurrentCUDAStream(options_.device.index());
  ready_.record(current);
  ready_.block(stream_);
  {
    const c10::cuda::CUDAStreamGuard stream_guard(stream_);
    work();
  }
  Pending pending{c10::cuda::CUDAEvent(), Clock::now() + kPatience};
  pending.done.record(stream_);
  pending.done.block(current);
  pending_.push_back(std::move(pending));
}

void NcclCommunicator::sum_ordered(at::Tensor& tensor) {
  check_tensor(tensor, options_.device, {at::kFloat}, "sum_ordered");
  if (options_.native) return sum(tensor);
  enqueue([&] {
    const at::Tensor flat = tensor.view({-1});
    auto* data = static_cast<float*>(tensor.data_ptr());
    // Equal slices of whole lines, each summed by one rank; every rank sums the rest, which is
    // small, itself.
    const int64_t slice = flat.numel() / (kElementsPerLine * size()) * kElementsPerLine;
    const int64_t rest = flat.numel() - slice * size();
    if (slice > 0) {
      const at::Tensor received = at::empty({size(), slice}, tensor.options());
      exchange(data, slice, static_cast<float*>(received.data_ptr()));
      sum_rows(received, flat.narrow(0, rank() * slice, slice));
      settle(ncclAllGather(data + rank() * slice, data, static_cast<size_t>(slice), ncclFloat32,
                           handle_, stream_),
             "ncclAllGather");
    }
    if (rest > 0) {
      const at::Tensor received = at::empty({size(), rest}, tensor.options());
      settle(ncclAllGather(data + slice * size(), received.data_ptr(), static_cast<size_t>(rest),
                           ncclFloat32, handle_, stream_),
             "ncclAllGather");
      sum_rows(received, flat.narrow(0, slice * size(), rest));
    }
  });
}

/// Sends slice p of `data` to rank p, and receives this rank's slice of all.
void NcclCommunicator::exchange(float* data, int64_t slice, float* received) {
  const auto count = static_cast<size_t>(slice);
  accept(ncclGroupStart(), "ncclGroupStart");
  for (int64_t peer = 0; peer < size(); ++peer) {
    const int number = static_cast<int>(peer);
    accept(ncclSend(data + peer * slice, count, ncclFloat32, number, handle_, stream_), "ncclSend");
    accept(ncclRecv(received + peer * slice, count, ncclFloat32, number, handle_, stream_),
           "ncclRecv");
  }
  settle(ncclGroupEnd(), "ncclGroupEnd");
}

void NcclCommunicator::sum(at::Tensor& tensor) {
  check_tensor(tensor, options_.device, {at::kFloat, at::kDouble, at::kLong}, "sum");
  enqueue([&] {
    settle(ncclAllReduce(tensor.data_ptr(), tensor.data_ptr(), static_cast<size_t>(tensor.numel()),
                         nccl_type(tensor.scalar_type()), ncclSum, handle_, stream_),
           "ncclAllReduce");
  });
}

void NcclCommunicator::broadcast(at::Tensor& tensor, int64_t root) {
  check_tensor(tensor, options_.device, {}, "broadcast");
  enqueue([&] {
    settle(ncclBroadcast(tensor.data_ptr(), tensor.data_ptr(), tensor.nbytes(), ncclUint8,
                         static_cast<int>(root), handle_, stream_),
           "ncclBroadcast");
  });
}

void NcclCommunicator::barrier() {
  at::Tensor token = allocate(1);
  sum(token);
  while (!pending_.empty()) wait_for_oldest();
}

/// Returns once NCCL has taken the call.
void NcclCommunicator::settle(ncclResult_t result, const char* call) {
  const auto deadline = Clock::now() + kPatience;
  while (result == ncclInProgress) {
    if (Clock::now() > deadline) fail(call, "no answer from the other ranks in ten minutes");
    std::this_thread::yield();
    const ncclResult_t asked = ncclCommGetAsyncError(handle_, &result);
    if (asked != ncclSuccess) result = asked;
  }
  accept(result, call);
}

void NcclCommunicator::accept(ncclResult_t result, const char* call) {
  if (result == ncclSuccess || result == ncclInProgress) return;
  const char* details = handle_ == nullptr ? nullptr : ncclGetLastError(handle_);
  fail(call, std::string(ncclGetErrorString(result)) + " " + (details == nullptr ? "" : details));
}

/// Forgets what is done, and looks whether a peer is lost.
void NcclCommunicator::check_pending() {
  if (handle_ == nullptr) throw_nccl(rank(), "Communicator", "a call before failed");
  settle(ncclInProgress, "ncclCommGetAsyncError");
  while (pending_.size() >= kMaximumPending) wait_for_oldest();
  while (!pending_.empty() && pending_.front().done.query()) pending_.pop_front();
}

void NcclCommunicator::wait_for_oldest() {
  while (!pending_.front().done.query()) {
    settle(ncclInProgress, "ncclCommGetAsyncError");
    if (Clock::now() > pending_.front().deadline) {
      fail("an operation on the device",
           "not done after ten minutes: a rank is lost or far behind");
    }
    std::this_thread::sleep_for(std::chrono::microseconds(20));
  }
  pending_.pop_front();
}

/// Aborting ends what waits on the device for peers that do not come.
void NcclCommunicator::fail(const char* call, const std::string& reason) {
  if (handle_ != nullptr && ncclCommAbort(std::exchange(handle_, nullptr)) != ncclSuccess) {
    log_error("ncclCommAbort failed");
  }
  throw_nccl(rank(), call, reason);
}

}  // namespace

std::string nccl_version() {
  int version = 0;
  if (ncclGetVersion(&version) != ncclSuccess) return "unknown";
  return std::to_string(version / 10000) + "." + std::to_string(version / 100 % 100) + "." +
         std::to_string(version % 100);
}

std::string make_nccl_id() {
  static_assert(sizeof(ncclUniqueId) == kNcclIdBytes);
  ncclUniqueId id;
  const ncclResult_t result = ncclGetUniqueId(&id);
  if (result != ncclSuccess) throw_nccl(0, "ncclGetUniqueId", ncclGetErrorString(result));
  return std::string(reinterpret_cast<const char*>(&id), sizeof(id));
}

std::unique_ptr<Communicator> make_nccl_communicator(const NcclOptions& options,
                                                     const std::string& id) {
  if (!std::has_single_bit(static_cast<uint64_t>(options.size)) || !options.device.has_index()) {
    throw Error(ExitCode::kInternal,
                {.what = "NCCL cannot be set up",
                 .where = "make_nccl_communicator",
                 .expected = "a power of two of ranks, and a device with its index",
                 .got = std::to_string(options.size) + " ranks on " + options.device.str()});
  }
  return std::make_unique<NcclCommunicator>(options, id);
}

}  // namespace tandem

#else

namespace tandem {
namespace {

[[noreturn]] void throw_without_cuda() {
  throw ConfigError({.what = "this tandem was built without CUDA",
                     .where = "device",
                     .expected = "cpu",
                     .got = "cuda",
                     .advice = "Build it with a LibTorch that has libtorch_cuda."});
}

}  // namespace

std::string nccl_version() { return "not built in"; }

std::string make_nccl_id() { throw_without_cuda(); }

std::unique_ptr<Communicator> make_nccl_communicator(const NcclOptions&, const std::string&) {
  throw_without_cuda();
}

}  // namespace tandem

#endif
