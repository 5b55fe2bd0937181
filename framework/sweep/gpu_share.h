// What a trial has of GPUs, as placement.trials_per_gpu says it in one number.
#pragma once

#include <cstdint>
#include <optional>

namespace tandem {

/// One of the two is 1.
struct GpuShare {
  int64_t trials = 1;  // side by side on one GPU
  int64_t gpus = 1;    // of one trial
  bool operator==(const GpuShare&) const = default;
};

/// Of 3: three trials on one GPU; of 0.5 or 0.33: two or three GPUs for each trial. Nothing for a
/// number, above 0, that is neither whole nor one divided by a whole one.
std::optional<GpuShare> gpu_share(double trials_per_gpu);

}  // namespace tandem
