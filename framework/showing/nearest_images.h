// Images of a data set that look most like others, pixel by pixel.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

#include "framework/showing/grid_context.h"

namespace tandem {

/// The nearest first; of equally near ones the one that comes first in the split.
struct NearestImages {
  at::Tensor distances;  // (N, count) float64: √(Σ of squared differences), levels being 0 … 255
  at::Tensor rows;       // (N, count) int64
};

/// Of `images` (N, H, W, C) uint8 on the CPU among all of the field `images` of a split, which has
/// at least `count`.
NearestImages nearest_images(const GridContext& context, const std::string& split,
                             const at::Tensor& images, int64_t count);

}  // namespace tandem
