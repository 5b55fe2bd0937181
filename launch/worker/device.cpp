#include "launch/worker/device.h"

#include <c10/core/impl/VirtualGuardImpl.h>

#include <string>

#include "framework/core/error.h"
#include "framework/core/log.h"
#include "framework/core/process.h"
#include "framework/device/gpu.h"
#include "framework/distributed/nccl_communicator.h"

namespace tandem {

at::Device choose_device(const std::optional<DeviceKind>& asked, int64_t local_rank) {
  const int64_t gpus = asked == DeviceKind::kCpu ? 0 : num_gpus();
  if (asked == DeviceKind::kCuda && gpus == 0) {
    throw ConfigError({.what = "no GPU that LibTorch can use",
                       .where = "device",
                       .expected = "a CUDA device",
                       .got = "none",
                       .advice = "Set device=cpu, or look at what `tandem doctor` finds."});
  }
  if (gpus == 0) return at::kCPU;
  // Where there are fewer GPUs than ranks, some share one, which check_places refuses unless an
  // option allows it.
  return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(local_rank % gpus));
}

at::Device choose_device_of_trained(const std::optional<DeviceKind>& asked, int64_t local_rank) {
  if (asked != DeviceKind::kCuda || num_gpus() > 0) return choose_device(asked, local_rank);
  log_warning("the run was trained with device=cuda, and here is no GPU: the CPU computes");
  return at::kCPU;
}

void make_current(const at::Device& device) {
  if (!device.is_cpu()) c10::impl::VirtualGuardImpl(device.type()).setDevice(device);
}

void check_precision(const at::Device& device, Float32Precision precision) {
  if (!device.is_cpu() || precision == Float32Precision::kIeee) return;
  throw ConfigError({.what = "only a GPU can compute like this",
                     .where = "numerics.precision",
                     .expected = name_of(kFloat32Precisions, Float32Precision::kIeee) + " on a CPU",
                     .got = name_of(kFloat32Precisions, precision),
                     .advice = "Leave the option out, or train where there is a GPU."});
}

JoinedRanks join_ranks(const at::Device& device, const RanksOptions& options,
                       const MpiSession& session, const CommunicatorOptions& how) {
  RankPlace own{.host = host_name(), .device = device.str(), .gpu = "", .uuid = ""};
  if (device.is_cuda()) {
    const Gpu found = gpu(device.index());
    own.gpu = found.name;
    own.uuid = found.uuid;
  }
  JoinedRanks joined;
  // By MPI itself: ranks on different kinds of devices would make different communicators, and wait
  // there for ever.
  for (const std::string& line : session.gather(to_line(own))) {
    joined.places.push_back(place_from_line(line));
  }
  check_places(joined.places, options.share_gpus);
  if (shares_a_gpu(joined.places)) {
    let_ranks_share_a_gpu(session.rank(), is_one_machine(joined.places));
  }
  // NCCL works on the current device of the thread.
  make_current(device);
  joined.communicator = session.communicator(device, how);
  return joined;
}

}  // namespace tandem
