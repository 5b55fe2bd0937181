// NVIDIA's GPUs, as the CUDA runtime and the driver's own library describe them.
#include "framework/device/gpu.h"

#include <ATen/Context.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <cublas_v2.h>
#include <cuda_runtime_api.h>
#include <dlfcn.h>

#include <array>
#include <cstdio>

#include "framework/core/error.h"
#include "framework/core/text.h"

namespace tandem {
namespace {

void check_cuda(cudaError_t result, const char* call) {
  if (result == cudaSuccess) return;
  throw Error(ExitCode::kInternal, {.what = std::string(call) + " failed",
                                    .expected = "cudaSuccess",
                                    .got = cudaGetErrorString(result)});
}

std::string uuid_text(const cudaUUID_t& uuid) {
  std::string text = "GPU-";
  for (size_t i = 0; i < sizeof(uuid.bytes); ++i) {
    std::array<char, 3> digits{};
    std::snprintf(digits.data(), digits.size(), "%02x",
                  static_cast<unsigned>(static_cast<unsigned char>(uuid.bytes[i])));
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    text += digits.data();
  }
  return text;
}

/// "580.159.04", asked of the library that comes with the driver.
std::string driver_version() {
  constexpr size_t kLength = 80;  // what the library asks for
  // Not linked: a machine may have CUDA without a driver.
  void* library = ::dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return "none";
  const auto initialize = reinterpret_cast<int (*)()>(::dlsym(library, "nvmlInit_v2"));
  const auto ask =
      reinterpret_cast<int (*)(char*, unsigned)>(::dlsym(library, "nvmlSystemGetDriverVersion"));
  const auto shut_down = reinterpret_cast<int (*)()>(::dlsym(library, "nvmlShutdown"));
  std::string version = "unknown";
  if (initialize != nullptr && ask != nullptr && shut_down != nullptr && initialize() == 0) {
    std::array<char, kLength> text{};
    if (ask(text.data(), kLength) == 0) version = text.data();
    (void)shut_down();
  }
  (void)::dlclose(library);
  return version;
}

std::string runtime_version() {
  int version = 0;
  // 12040 is 12.4.
  check_cuda(cudaRuntimeGetVersion(&version), "cudaRuntimeGetVersion");
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

std::string cudnn_version() {
  // 91002 is 9.10.2, from version 9 on.
  const long version = at::detail::getCUDAHooks().versionRuntimeCuDNN();
  return std::to_string(version / 10000) + "." + std::to_string(version % 10000 / 100) + "." +
         std::to_string(version % 100);
}

std::string cublas_version() {
  std::vector<int> parts;
  for (const libraryPropertyType part : {MAJOR_VERSION, MINOR_VERSION, PATCH_LEVEL}) {
    int value = 0;
    if (cublasGetProperty(part, &value) != CUBLAS_STATUS_SUCCESS) return "unknown";
    parts.push_back(value);
  }
  return joined(parts, {}, ".");
}

}  // namespace

int64_t num_gpus() { return at::hasCUDA() ? static_cast<int64_t>(at::getNumGPUs()) : 0; }

Gpu gpu(int64_t index) {
  cudaDeviceProp properties{};
  check_cuda(cudaGetDeviceProperties(&properties, static_cast<int>(index)),
             "cudaGetDeviceProperties");
  return {static_cast<const char*>(properties.name), uuid_text(properties.uuid)};
}

NamedTexts gpu_library_versions() {
  return {{"driver", driver_version()},
          {"CUDA", runtime_version()},
          {"cuDNN", cudnn_version()},
          {"cuBLAS", cublas_version()}};
}

}  // namespace tandem
