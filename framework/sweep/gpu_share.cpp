#include "framework/sweep/gpu_share.h"

#include <cmath>

namespace tandem {

std::optional<GpuShare> gpu_share(double trials_per_gpu) {
  // A third is written with few digits: 0.33.
  constexpr double kMostRounding = 0.025;
  constexpr double kMost = 1e6;
  if (!(trials_per_gpu >= 1 / kMost && trials_per_gpu <= kMost)) return std::nullopt;
  if (trials_per_gpu >= 1) {
    if (trials_per_gpu != std::floor(trials_per_gpu)) return std::nullopt;
    return GpuShare{.trials = std::llround(trials_per_gpu)};
  }
  const double gpus = std::round(1 / trials_per_gpu);
  if (std::abs(trials_per_gpu * gpus - 1) > kMostRounding) return std::nullopt;
  return GpuShare{.gpus = std::llround(gpus)};
}

}  // namespace tandem
