#include "launch/worker/numerics.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/version.h>

#include <cstdlib>

#include "framework/device/float32_precision.h"
#include "framework/device/gpu.h"
#include "framework/distributed/nccl_communicator.h"
#include "launch/worker/fixed_computation.h"

namespace tandem {
namespace {

struct IsaNames {
  const char* mkl;
  const char* onednn;
  const char* aten;
};

IsaNames names_of(const std::string& isa) {
  if (isa == "avx512") return {"AVX512", "AVX512_CORE", "avx512"};
  if (isa == "avx2") return {"AVX2", "AVX2", "avx2"};
  return {"SSE4_2", "SSE41", "default"};
}

}  // namespace

void set_numerics_environment(const NumericsOptions& options) {
  const IsaNames names = names_of(options.isa);
  // MKL: one code path on every processor that has these instructions (conditional numerical
  // reproducibility).
  ::setenv("MKL_CBWR", names.mkl, 1);
  ::setenv("ONEDNN_MAX_CPU_ISA", names.onednn, 1);
  ::setenv("ATEN_CPU_CAPABILITY", names.aten, 1);
  // cuBLAS is deterministic only with workspaces of a fixed size.
  ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 1);
}

void configure_numerics(const NumericsOptions& options) {
  at::set_num_threads(static_cast<int>(options.threads));
  // LibTorch takes this once; a process that was asked first, and trains then, comes here again.
  if (at::get_num_interop_threads() != 1) at::set_num_interop_threads(1);
  at::globalContext().setDeterministicAlgorithms(true, /*warn_only=*/false);
  // Deterministic algorithms would also fill all new memory, which only costs time.
  at::globalContext().setDeterministicFillUninitializedMemory(false);
  at::globalContext().setDeterministicCuDNN(true);
  // cuDNN would choose algorithms by how fast they just were.
  at::globalContext().setBenchmarkCuDNN(false);
  set_float32_precision(options.precision);
}

std::string numerics_identity(const NumericsOptions& options, const at::Device& device) {
  std::string identity = std::string("torch ") + TORCH_VERSION + ", " + at::get_cpu_capability() +
                         ", threads " + std::to_string(options.threads) + ", " + options.precision;
  if (device.is_cuda()) identity += ", GPU " + gpu(device.index()).name;
  for (const auto& [name, version] : device_versions(device))
    identity += ", " + name + " " + version;
  // Machines may compute otherwise although they say the same of themselves.
  return identity + ", a fixed computation gives " + fixed_computation(device).substr(0, 12);
}

std::vector<std::pair<std::string, std::string>> device_versions(const at::Device& device) {
  if (!device.is_cuda()) return {};
  auto versions = gpu_library_versions();
  versions.emplace_back("NCCL", nccl_version());
  return versions;
}

}  // namespace tandem
