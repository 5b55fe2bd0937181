// What stands in for the GPUs where LibTorch has no CUDA.
#include "framework/device/gpu.h"

#include "framework/core/error.h"

namespace tandem {

int64_t num_gpus() { return 0; }

Gpu gpu(int64_t index) {
  throw Error(ExitCode::kInternal, {.what = "this tandem was built without CUDA",
                                    .where = "GPU " + std::to_string(index)});
}

NamedTexts gpu_library_versions() { return {}; }

}  // namespace tandem
