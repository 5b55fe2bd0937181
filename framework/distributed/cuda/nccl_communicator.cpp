// Sums over NCCL, with a watchdog beside them.
#include "framework/distributed/nccl_communicator.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/add.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>
#include <c10/cuda/CUDAEvent.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#include <nccl.h>

#include <array>
#include <atomic>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "framework/core/alignment.h"
#include "framework/core/error.h"
#include "framework/core/log.h"
#include "framework/distributed/mpi_check.h"
#include "framework/distributed/tensor_check.h"
#include "framework/distributed/watchdog.h"

namespace tandem {
namespace {

/// Operations under way at most: the host does not run further ahead of the device.
constexpr int64_t kMaximumPending = 64;

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

/// Where the end of every kMaximumPending-th operation is marked.
struct Mark {
  std::atomic<int64_t> operation = -1;  // the last one that was put on the device
  c10::cuda::CUDAEvent done;            // its end

  bool is_done(int64_t number) const {
    const int64_t last = operation.load();
    return last > number || (last == number && done.query());
  }
};

class NcclCommunicator final : public Communicator {
 public:
  NcclCommunicator(const NcclPlace& place, const std::string& id,
                   const CommunicatorOptions& options);
  ~NcclCommunicator() override;

  int64_t rank() const override { return place_.rank; }
  int64_t size() const override { return place_.size; }
  at::Device device() const override { return place_.device; }
  at::Tensor allocate(int64_t count) override;
  void sum_ordered(at::Tensor& tensor) override;
  void sum(at::Tensor& tensor) override;
  void broadcast(at::Tensor& tensor, int64_t root) override;
  void barrier() override;

 private:
  template <class Work>
  void enqueue(const char* what, const at::Tensor& tensor, const Work& work);
  template <class Call>
  void wait_in(const char* name, const Call& call);
  void exchange(float* data, int64_t slice, float* received);
  void accept(ncclResult_t result, const char* call);
  void wait_for_all();
  std::string failure() const;
  [[noreturn]] void fail(const char* call, const std::string& reason);
  bool is_idle();
  void abort();
  [[noreturn]] void end_process(const WatchedFailure& failure) const;

  NcclPlace place_;
  CommunicatorOptions options_;
  c10::cuda::CUDAStream stream_;
  c10::cuda::CUDAEvent ready_;
  std::array<Mark, kMaximumPending> marks_;
  int64_t num_operations_ = 0;
  /// Read by the watchdog.
  std::atomic<ncclComm_t> handle_ = nullptr;
  /// Last, so that its thread ends before what it looks at goes.
  std::unique_ptr<Watchdog> watchdog_;
};

NcclCommunicator::NcclCommunicator(const NcclPlace& place, const std::string& id,
                                   const CommunicatorOptions& options)
    : place_(place),
      options_(options),
      stream_(c10::cuda::getStreamFromPool(/*isHighPriority=*/true, place.device.index())),
      watchdog_(std::make_unique<Watchdog>(WatchdogOptions{
          .patience = options.patience,
          .failure = [this] { return failure(); },
          .on_failure = [this](const WatchedFailure& failure) { end_process(failure); }})) {
  const c10::cuda::CUDAGuard guard(place_.device);
  ncclUniqueId unique_id;
  std::memcpy(&unique_id, id.data(), sizeof(unique_id));
  ncclConfig_t config = NCCL_CONFIG_INITIALIZER;
  // A call that must not block gets a thread of its own each time, and is then asked about.
  config.blocking = 1;
  ncclComm_t handle = nullptr;
  wait_in("ncclCommInitRankConfig", [&] {
    return ncclCommInitRankConfig(&handle, static_cast<int>(size()), unique_id,
                                  static_cast<int>(rank()), &config);
  });
  handle_ = handle;
}

NcclCommunicator::~NcclCommunicator() {
  if (handle_ == nullptr) return;
  try {
    if (is_unwinding()) {
      // Ranks that leave together, as at a divergence, have nothing under way that could fail.
      if (!is_idle()) fail("~NcclCommunicator", "an error on this rank");
      abort();
      return;
    }
    wait_for_all();
    wait_in("ncclCommFinalize", [this] { return ncclCommFinalize(handle_); });
    watchdog_.reset();
    if (ncclCommDestroy(handle_) != ncclSuccess) log_error("ncclCommDestroy failed");
  } catch (const std::exception& error) {
    log_error(error.what());
  }
}

at::Tensor NcclCommunicator::allocate(int64_t count) {
  return at::zeros({count}, at::TensorOptions().dtype(at::kFloat).device(place_.device));
}

/// Puts `work` on the communicator's stream, after what the current stream holds now, and before
/// what it will hold.
template <class Work>
void NcclCommunicator::enqueue(const char* what, const at::Tensor& tensor, const Work& work) {
  if (handle_ == nullptr) throw_nccl(rank(), what, "a call before failed");
  const c10::cuda::CUDAGuard device_guard(place_.device);
  const at::NoGradGuard no_gradients;
  const int64_t number = num_operations_++;
  Mark& mark = marks_[static_cast<size_t>(number % kMaximumPending)];
  // Waits for the operation that had this mark before.
  mark.done.synchronize();
  watchdog_->watch(std::string(what) + " of " + std::to_string(tensor.numel()) + " elements",
                   [this, &mark, number] {
                     // A thread that names no device asks the first GPU, and takes memory of it.
                     const c10::cuda::CUDAGuard own_device(place_.device);
                     return mark.is_done(number);
                   });
  const c10::cuda::CUDAStream current = c10::cuda::getCurrentCUDAStream(place_.device.index());
  ready_.record(current);
  ready_.block(stream_);
  {
    const c10::cuda::CUDAStreamGuard stream_guard(stream_);
    work();
  }
  mark.done.record(stream_);
  // The tensor may be freed at once: its memory is used again behind this only.
  mark.done.block(current);
  // Last: before that the event means another operation, or is being made.
  mark.operation = number;
}

/// Makes a call in which the host waits for other ranks.
template <class Call>
void NcclCommunicator::wait_in(const char* name, const Call& call) {
  const auto has_returned = std::make_shared<std::atomic<bool>>(false);
  watchdog_->watch(name, [has_returned] { return has_returned->load(); });
  accept(call(), name);
  *has_returned = true;
}

void NcclCommunicator::sum_ordered(at::Tensor& tensor) {
  check_tensor(tensor, place_.device, {at::kFloat}, "sum_ordered");
  if (options_.reduction == Reduction::kNative) return sum(tensor);
  if (!std::has_single_bit(static_cast<uint64_t>(size()))) {
    throw Error(ExitCode::kInternal, {.what = "an ordered sum over these ranks has no tree",
                                      .where = "sum_ordered",
                                      .expected = "a power of two of ranks",
                                      .got = std::to_string(size())});
  }
  enqueue("sum_ordered", tensor, [&] {
    const at::Tensor flat = tensor.view({-1});
    auto* data = static_cast<float*>(tensor.data_ptr());
    // Equal slices of whole lines, each summed by one rank; every rank sums the rest, which is
    // small, itself.
    const int64_t slice = flat.numel() / (kAlignmentFloats * size()) * kAlignmentFloats;
    const int64_t rest = flat.numel() - slice * size();
    if (slice > 0) {
      const at::Tensor received = at::empty({size(), slice}, tensor.options());
      exchange(data, slice, static_cast<float*>(received.data_ptr()));
      sum_rows(received, flat.narrow(0, rank() * slice, slice));
      accept(ncclAllGather(data + rank() * slice, data, static_cast<size_t>(slice), ncclFloat32,
                           handle_, stream_),
             "ncclAllGather");
    }
    if (rest > 0) {
      const at::Tensor received = at::empty({size(), rest}, tensor.options());
      accept(ncclAllGather(data + slice * size(), received.data_ptr(), static_cast<size_t>(rest),
                           ncclFloat32, handle_, stream_),
             "ncclAllGather");
      sum_rows(received, flat.narrow(0, slice * size(), rest));
    }
  });
}

/// Sends slice p of `data` to rank p, and receives this rank's slice of all.
void NcclCommunicator::exchange(float* data, int64_t slice, float* received) {
  const auto count = static_cast<size_t>(slice);
  // One group, because a send alone would wait for a receive that its peer has not come to.
  accept(ncclGroupStart(), "ncclGroupStart");
  for (int64_t peer = 0; peer < size(); ++peer) {
    const int number = static_cast<int>(peer);
    accept(ncclSend(data + peer * slice, count, ncclFloat32, number, handle_, stream_), "ncclSend");
    accept(ncclRecv(received + peer * slice, count, ncclFloat32, number, handle_, stream_),
           "ncclRecv");
  }
  accept(ncclGroupEnd(), "ncclGroupEnd");
}

void NcclCommunicator::sum(at::Tensor& tensor) {
  check_tensor(tensor, place_.device, {at::kFloat, at::kDouble, at::kLong}, "sum");
  enqueue("sum", tensor, [&] {
    accept(ncclAllReduce(tensor.data_ptr(), tensor.data_ptr(), static_cast<size_t>(tensor.numel()),
                         nccl_type(tensor.scalar_type()), ncclSum, handle_, stream_),
           "ncclAllReduce");
  });
}

void NcclCommunicator::broadcast(at::Tensor& tensor, int64_t root) {
  check_tensor(tensor, place_.device, {}, "broadcast");
  enqueue("broadcast", tensor, [&] {
    accept(ncclBroadcast(tensor.data_ptr(), tensor.data_ptr(), tensor.nbytes(), ncclUint8,
                         static_cast<int>(root), handle_, stream_),
           "ncclBroadcast");
  });
}

void NcclCommunicator::barrier() {
  at::Tensor token = allocate(1);
  sum(token);
  wait_for_all();
}

/// Blocks the host until the device has done every operation; they are in order.
void NcclCommunicator::wait_for_all() {
  if (num_operations_ == 0) return;
  // The first call on a device makes a context there: not on that of another rank.
  const c10::cuda::CUDAGuard guard(place_.device);
  marks_[static_cast<size_t>((num_operations_ - 1) % kMaximumPending)].done.synchronize();
}

void NcclCommunicator::accept(ncclResult_t result, const char* call) {
  if (result == ncclSuccess) return;
  // Without a communicator NCCL tells of the last error of the process.
  const char* details = ncclGetLastError(handle_);
  fail(call, std::string(ncclGetErrorString(result)) + " " + (details == nullptr ? "" : details));
}

/// What NCCL has to say of this communicator behind its calls; empty: nothing.
std::string NcclCommunicator::failure() const {
  const ncclComm_t handle = handle_;
  if (handle == nullptr) return "";
  ncclResult_t state = ncclSuccess;
  const ncclResult_t asked = ncclCommGetAsyncError(handle, &state);
  const ncclResult_t result = asked == ncclSuccess ? state : asked;
  if (result == ncclSuccess || result == ncclInProgress) return "";
  const char* details = ncclGetLastError(handle);
  return std::string("NCCL: ") + ncclGetErrorString(result) + " " +
         (details == nullptr ? "" : details);
}

/// On the host's thread. Aborting ends what waits on the device for peers that do not come.
void NcclCommunicator::fail(const char* call, const std::string& reason) {
  abort();
  throw_nccl(rank(), call, reason);
}

void NcclCommunicator::abort() {
  watchdog_.reset();
  const ncclComm_t handle = handle_.exchange(nullptr);
  if (handle != nullptr && ncclCommAbort(handle) != ncclSuccess) log_error("ncclCommAbort failed");
}

/// Whether the device has done every operation; not where it cannot be asked.
bool NcclCommunicator::is_idle() {
  try {
    const c10::cuda::CUDAGuard guard(place_.device);
    const int64_t last = num_operations_ - 1;
    return last < 0 || marks_[static_cast<size_t>(last % kMaximumPending)].is_done(last);
  } catch (const std::exception&) {
    return false;
  }
}

/// On the watchdog's thread, while the host may be blocked anywhere. The end of the process takes
/// its kernels along; to abort the communicator first would wake the host in the middle of a sum.
void NcclCommunicator::end_process(const WatchedFailure& failure) const {
  const Error error(
      failure.is_own ? ExitCode::kInternal : ExitCode::kRankLost,
      {.what = failure.reason,
       .where = "rank " + std::to_string(rank()),
       .advice = failure.is_own
                     ? "This rank's own GPU failed. With CUDA_LAUNCH_BLOCKING=1 the error names "
                       "the operation."
                     : "The ranks wait for each other: the logs of the others say which was lost "
                       "or did not come. Where one only takes long, give more "
                       "ranks.patience_seconds."});
  // First: the log may lie on a file system that does not answer.
  if (options_.on_end) options_.on_end(error);
  log_error(error.what());
  std::_Exit(static_cast<int>(error.exit_code()));
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

void let_ranks_share_a_gpu(int64_t rank, bool one_machine) {
  const auto set = [](const char* name, const std::string& value) {
    ::setenv(name, value.c_str(), /*overwrite=*/1);
  };
  // NCCL tells hosts apart by this name, and refuses one GPU twice on a host.
  set("NCCL_HOSTID", "rank-" + std::to_string(rank));
  // With several hosts NCCL looks for NVLink between them.
  set("NCCL_MNNVL_ENABLE", "0");
  set("NCCL_RAS_ENABLE", "0");
  set("NCCL_MAX_CTAS", "2");
  if (!one_machine) return;
  set("NCCL_SOCKET_IFNAME", "lo");
  set("NCCL_IB_DISABLE", "1");
}

std::unique_ptr<Communicator> make_nccl_communicator(const NcclPlace& place, const std::string& id,
                                                     const CommunicatorOptions& options) {
  if (!place.device.has_index()) {
    throw Error(ExitCode::kInternal, {.what = "NCCL cannot be set up",
                                      .where = "make_nccl_communicator",
                                      .expected = "a device with its index",
                                      .got = place.device.str()});
  }
  return std::make_unique<NcclCommunicator>(place, id, options);
}

}  // namespace tandem
