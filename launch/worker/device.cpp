#include "launch/worker/device.h"

#include <torch/cuda.h>

#include "framework/core/error.h"

namespace tandem {

int64_t num_gpus() {
  return torch::cuda::is_available() ? static_cast<int64_t>(torch::cuda::device_count()) : 0;
}

at::Device choose_device(const std::string& name, int64_t local_rank) {
  const int64_t gpus = name == "cpu" ? 0 : num_gpus();
  if (name == "cuda" && gpus == 0) {
    throw ConfigError({.what = "no GPU that LibTorch can use",
                       .where = "device",
                       .expected = "a CUDA device",
                       .got = "none",
                       .advice = "Set device=cpu, or look at what `tandem doctor` finds."});
  }
  if (gpus == 0) return at::kCPU;
  return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(local_rank % gpus));
}

}  // namespace tandem
