// Communicator for CUDA tensors over NCCL. Made by MpiSession; this header needs no CUDA.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <string>

#include "framework/distributed/communicator.h"

namespace tandem {

struct NcclOptions {
  int64_t rank = 0;
  int64_t size = 1;
  /// A CUDA device with its index.
  at::Device device = at::kCPU;
  /// sum_ordered is ncclAllReduce, whose bits depend on the number of ranks.
  bool native = false;
};

inline constexpr int kNcclIdBytes = 128;

/// Version of the NCCL that was loaded, "2.28.9", or "not built in".
std::string nccl_version();

/// What the ranks of one communicator need to find each other: made by one, handed to all. Throws
/// ConfigError when tandem was built without CUDA, CommunicationError.
std::string make_nccl_id();

/// Collective. `size` is a power of two. Throws as make_nccl_id. Its calls only put work on the
/// device, behind that of the current stream, which waits for theirs; a peer that does not come
/// within ten minutes ends in a CommunicationError of a later call.
std::unique_ptr<Communicator> make_nccl_communicator(const NcclOptions& options,
                                                     const std::string& id);

}  // namespace tandem
