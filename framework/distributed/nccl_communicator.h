// Communicator for CUDA tensors over NCCL. Made by MpiSession; this header needs no CUDA.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>

#include "framework/distributed/communicator.h"

namespace tandem {

/// Which rank of how many, on a CUDA device with its index.
struct NcclPlace {
  int64_t rank = 0;
  int64_t size = 1;
  at::Device device = at::kCPU;
};

inline constexpr int kNcclIdBytes = 128;

/// Version of the NCCL that was loaded, "2.28.9", or "not built in".
std::string nccl_version();

/// What the ranks of one communicator need to find each other: made by one, handed to all. Throws
/// ConfigError when tandem was built without CUDA, CommunicationError.
std::string make_nccl_id();

/// Lets this process be one of several that compute on one GPU, which NCCL refuses within a host:
/// `rank` becomes a host of its own, reached over the network. Call before the first other call.
/// Slow. `one_machine`: all ranks are on it, and no network is needed but the loopback.
void let_ranks_share_a_gpu(int64_t rank, bool one_machine);

/// Collective. Throws as make_nccl_id. Its calls put work on the device, behind that of the current
/// stream, which waits for theirs; the host waits where NCCL sets up its connections. A watchdog
/// ends the process as CommunicatorOptions say.
std::unique_ptr<Communicator> make_nccl_communicator(const NcclPlace& place, const std::string& id,
                                                     const CommunicatorOptions& options);

}  // namespace tandem
