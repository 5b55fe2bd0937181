// What is known of this machine's GPUs, and of the libraries that compute on them. The sources are
// chosen by CMake: with CUDA or without.
#pragma once

#include <cstdint>
#include <string>

#include "framework/core/named_values.h"

namespace tandem {

struct Gpu {
  std::string name;  // "NVIDIA H100 80GB HBM3"
  std::string uuid;  // "GPU-…", of one device in the world
};

/// Number of GPUs of this machine that LibTorch can use.
int64_t num_gpus();

/// One of them. Throws Error (a fault of the program) where there is none.
Gpu gpu(int64_t index);

/// Names and versions of what results on a GPU depend on: driver, CUDA (its runtime), cuDNN,
/// cuBLAS. All that can be asked without a GPU is there without one; none in a build without CUDA.
NamedTexts gpu_library_versions();

}  // namespace tandem
