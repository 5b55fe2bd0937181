#include "launch/worker/numerics.h"

#include <strings.h>

#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>
#include <torch/version.h>

#include <cstdlib>

#include "framework/core/digest.h"
#include "framework/core/error.h"
#include "framework/core/number_in.h"
#include "framework/device/float32_precision.h"
#include "framework/device/gpu.h"
#include "framework/distributed/nccl_communicator.h"

namespace tandem {
namespace {

/// What the libraries call an instruction set.
struct LibraryNames {
  const char* mkl;
  const char* onednn;
  const char* aten;
};

LibraryNames library_names(InstructionSet isa) {
  switch (isa) {
    case InstructionSet::kSse:
      return {"SSE4_2", "SSE41", "default"};
    case InstructionSet::kAvx2:
      return {"AVX2", "AVX2", "avx2"};
    case InstructionSet::kAvx512:
      return {"AVX512", "AVX512_CORE", "avx512"};
  }
  throw Error(ExitCode::kInternal, {.what = "unknown instruction set"});
}

/// Throws ConfigError where OpenMP would compute by fewer threads than `threads`, or by other
/// numbers of them from one moment to the next: what several of them sum up depends on how many
/// they are.
void check_thread_environment(int64_t threads) {
  if (threads < 2) return;
  const auto refuse = [&](const std::string& name, const std::string& value) {
    throw ConfigError(
        {.what = "the environment has OpenMP start another number of threads",
         .where = "numerics.threads",
         .expected = std::to_string(threads) + " threads whenever something is computed",
         .got = name + "=" + value,
         .advice = "Results depend on their number: unset " + name + "."});
  };
  const char* is_dynamic = std::getenv("OMP_DYNAMIC");
  if (is_dynamic != nullptr && ::strcasecmp(is_dynamic, "false") != 0) {
    refuse("OMP_DYNAMIC", is_dynamic);
  }
  const char* limit = std::getenv("OMP_THREAD_LIMIT");
  if (limit != nullptr && number_in<int64_t>(limit).value_or(0) < threads) {
    refuse("OMP_THREAD_LIMIT", limit);
  }
}

/// Numbers in (−1, 1) that are the same everywhere: integers, divided once.
at::Tensor numbers(at::IntArrayRef sizes, int64_t factor, const at::Device& device) {
  constexpr int64_t kPrime = 1009;
  const int64_t count = c10::multiply_integers(sizes);
  const at::Tensor integers = at::arange(1, count + 1, at::kLong).mul(factor).remainder(kPrime);
  return integers.mul(2).sub(kPrime).to(at::kFloat).div(kPrime).view(sizes).to(device);
}

}  // namespace

void set_numerics_environment(const NumericsOptions& options) {
  const LibraryNames names = library_names(options.isa);
  // MKL: one code path on every processor that has these instructions (conditional numerical
  // reproducibility).
  ::setenv("MKL_CBWR", names.mkl, 1);
  ::setenv("ONEDNN_MAX_CPU_ISA", names.onednn, 1);
  ::setenv("ATEN_CPU_CAPABILITY", names.aten, 1);
  // cuBLAS is deterministic only with workspaces of a fixed size.
  ::setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 1);
}

void configure_numerics(const NumericsOptions& options) {
  check_thread_environment(options.threads);
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
                         ", threads " + std::to_string(options.threads) + ", " +
                         name_of(kFloat32Precisions, options.precision);
  if (device.is_cuda()) identity += ", GPU " + gpu(device.index()).name;
  for (const auto& [name, version] : device_versions(device))
    identity.append(", ").append(name).append(" ").append(version);
  // Machines may compute otherwise although they say the same of themselves.
  return identity + ", a fixed computation gives " + fixed_computation(device).substr(0, 12);
}

std::string fixed_computation(const at::Device& device) {
  const torch::AutoGradMode with_gradients(true);
  const at::Tensor images = numbers({4, 3, 16, 16}, 7, device);
  const at::Tensor kernels = numbers({8, 3, 4, 4}, 11, device).requires_grad_();
  const at::Tensor weights = numbers({512, 96}, 13, device).requires_grad_();
  const at::Tensor maps = at::conv2d(images, kernels, {}, /*stride=*/2, /*padding=*/1);
  const at::Tensor hidden = at::leaky_relu(maps, 0.2).flatten(1).matmul(weights);
  const at::Tensor squashed = hidden.tanh() + hidden.sigmoid() + hidden.abs().add(1.0).log();
  const at::Tensor loss = at::logsumexp(squashed, 1).mean() + squashed.softmax(1).exp().var();
  const auto gradients = torch::autograd::grad({loss}, {kernels, weights});
  Digest digest;
  for (const at::Tensor& result : {loss, squashed, gradients[0], gradients[1]}) {
    const at::Tensor host = result.detach().to(at::kCPU).contiguous();
    digest.update(host.const_data_ptr(), host.nbytes());
  }
  return digest.hex();
}

NamedTexts device_versions(const at::Device& device) {
  if (!device.is_cuda()) return {};
  auto versions = gpu_library_versions();
  versions.emplace_back("NCCL", nccl_version());
  return versions;
}

}  // namespace tandem
