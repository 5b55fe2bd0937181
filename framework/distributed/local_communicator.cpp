#include "framework/distributed/local_communicator.h"

#include <ATen/ops/zeros.h>

namespace tandem {

// LibTorch's allocators align to 64 bytes (CPU) and 512 (CUDA).
at::Tensor LocalCommunicator::allocate(int64_t count) {
  return at::zeros({count}, at::TensorOptions().dtype(at::kFloat).device(device_));
}

}  // namespace tandem
